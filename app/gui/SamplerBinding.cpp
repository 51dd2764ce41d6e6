#include "app/gui/SamplerBinding.h"

#include "app/gui/MainWindow.h"
#include "app/gui/PreferencesBinding.h"
#include "app/gui/RunViews.h"
#include "core/sweep/Batches.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/SidesPanel.h"

#include <algorithm>
#include <utility>

namespace dare
{

namespace
{

/// A failure that the next run would meet as well.
bool stopsTheQueue(const Error &error)
{
    return error.code == ErrorCode::Io || error.code == ErrorCode::OutOfMemory ||
           error.code == ErrorCode::Internal;
}

} // namespace

SamplerBinding::SamplerBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                               std::filesystem::path runs, QObject *parent)
    : QObject(parent),
      m_models(models),
      m_window(window),
      m_presenter(presenter),
      m_runs(std::move(runs)),
      m_queue(m_runs)
{
    Engine::Options options;
    options.threads = PreferencesBinding::read().threads;
    m_sampler = std::make_unique<SamplerThread>(
        [this] { QMetaObject::invokeMethod(this, &SamplerBinding::drain, Qt::QueuedConnection); },
        std::move(options));
    RunBox *box = window.sides()->runBox();
    connect(&window, &MainWindow::runRequested, this, &SamplerBinding::run);
    connect(box, &RunBox::queueRequested, this,
            [this] { add(singleRun(m_models.recipe.recipe())); });
    connect(window.runsPanel(), &RunsPanel::resumeRequested, this, &SamplerBinding::resume);
    connect(box, &RunBox::pauseRequested, this, [this] { m_sampler->pause(m_id); });
    connect(box, &RunBox::cancelRequested, this, [this] { m_sampler->cancel(m_id); });
    connect(box, &RunBox::resumeRequested, this, [this] { hold(false); });
    wireQueue();
}

SamplerBinding::~SamplerBinding() = default;

void SamplerBinding::wireQueue()
{
    RunsPanel *panel = m_window.runsPanel();
    connect(panel, &RunsPanel::queuePauseToggled, this, &SamplerBinding::hold);
    connect(panel, &RunsPanel::queueMoveRequested, &m_queue, &RunQueue::move);
    connect(panel, &RunsPanel::queueRemoveRequested, this, [this](const QStringList &ids) {
        for (const QString &id : ids)
            m_queue.remove(id);
    });
    // Queued: a drop must end before the rows it dragged move.
    connect(&m_models.runs, &RunsModel::queueMoveWanted, &m_queue, &RunQueue::moveTo,
            Qt::QueuedConnection);
    connect(&m_queue, &RunQueue::heldChanged, panel, &RunsPanel::setQueueHeld);
    connect(&m_queue, &RunQueue::changed, this, &SamplerBinding::showQueue);
    connect(&m_presenter, &RunPresenter::settled, this, &SamplerBinding::showQueue);
}

void SamplerBinding::showQueue()
{
    double forwards = 0.0;
    for (const Batch &entry : m_queue.entries()) {
        for (const Job &job : entry.jobs)
            forwards += job.resume.empty() ? forwardsOf(job.recipe) : 0.0;
    }
    const double seconds = forwards * m_presenter.secondsPerForward();
    m_models.runs.setQueue(m_queue.rows(), m_queue.held()  ? tr("on hold")
                                           : seconds > 0.0 ? aboutText(seconds)
                                                           : QString());
}

void SamplerBinding::run()
{
    if (!m_window.sides()->sampling()->seedLocked())
        m_window.sides()->sampling()->rollSeed();
    add(singleRun(m_models.recipe.recipe()), !busy());
}

void SamplerBinding::resume(const QString &path)
{
    resumeAll({path});
}

void SamplerBinding::resumeAll(const QStringList &paths)
{
    std::vector<std::string> folders;
    for (const QString &path : paths) {
        if (path != m_path)
            folders.push_back(path.toStdString());
    }
    if (folders.empty())
        return;
    const RunRow *row = m_models.runs.row(paths.first());
    const QString title = row != nullptr ? row->title : titleOfFolder(paths.first());
    add(resumeRuns(folders, folders.size() == 1
                                ? tr("Resume %1").arg(title).toStdString()
                                : tr("Resume %1 runs").arg(folders.size()).toStdString()),
        true);
}

void SamplerBinding::add(const Batch &batch, bool first)
{
    const bool starts = !busy();
    if (starts && m_queue.held())
        m_asked.insert(batch.id); // what was just asked for starts; the rest stays on hold
    m_queue.add(batch, first || (starts && m_queue.held()));
    if (starts)
        startNext(true);
}

void SamplerBinding::begin(const RunQueue::Next &next, bool asked)
{
    m_job = next;
    m_path.clear();
    if (asked) {
        m_window.banner()->dismiss();
        m_presenter.followNext();
    }
    const RunRow *known = m_models.runs.row(QString::fromStdString(next.job.resume));
    const int steps = known != nullptr ? known->steps : next.job.recipe.steps;
    m_window.sides()->runBox()->showRunning(known != nullptr ? known->stepsDone : 0, steps,
                                            tr("preparing"), 0.0);
    m_id = next.job.resume.empty() ? m_sampler->start(next.job.recipe, m_runs)
                                   : m_sampler->resume(next.job.resume);
}

void SamplerBinding::startNext(bool asked)
{
    if (busy() || m_closing || m_queue.isEmpty() ||
        (m_queue.held() && !m_asked.contains(m_queue.entries().front().id)))
        return;
    begin(*m_queue.takeNext(), asked);
}

void SamplerBinding::stopBatch(const std::string &id)
{
    m_queue.remove(QString::fromStdString(id));
    if (!id.empty() && runningBatch() == id)
        m_sampler->cancel(m_id);
}

void SamplerBinding::hold(bool held)
{
    m_asked.clear();
    m_queue.setHeld(held);
    if (busy() && held) {
        m_sampler->pause(m_id);
    } else if (busy()) {
        m_sampler->unpause(m_id);
        m_presenter.unpaused();
    } else {
        startNext(false);
    }
}

void SamplerBinding::stopForGood()
{
    m_closing = true;
    if (!busy()) {
        Q_EMIT stopped();
        return;
    }
    Batch rest{{}, BatchKind::Resume, {}, {}, {m_job->job}};
    const QString path = m_path.isEmpty() ? QString::fromStdString(m_job->job.resume) : m_path;
    if (!path.isEmpty()) {
        const RunRow *row = m_models.runs.row(path);
        const QString title = row != nullptr ? row->title : titleOfFolder(path);
        rest = resumeRuns({path.toStdString()}, tr("Resume %1").arg(title).toStdString());
    } else {
        rest = singleRun(m_job->job.recipe); // it has not begun: as if it had waited all along
        rest.jobs.front() = m_job->job;
    }
    m_queue.add(rest, true);
    m_sampler->cancel(m_id);
}

void SamplerBinding::prepare()
{
    m_sampler->prepare(m_models.recipe.recipe());
}

void SamplerBinding::measure(const Recipe &recipe,
                             std::function<void(const Result<double> &)> receive)
{
    m_sampler->measure(recipe, [this, receive = std::move(receive)](const Result<double> &seconds) {
        QMetaObject::invokeMethod(
            this, [receive, seconds] { receive(seconds); }, Qt::QueuedConnection);
    });
}

void SamplerBinding::drain()
{
    for (const RunEvent &event : m_sampler->drain()) {
        m_presenter.handle(event);
        follow(event);
    }
}

void SamplerBinding::follow(const RunEvent &event)
{
    if (const auto *started = std::get_if<RunStarted>(&event); started && started->run == m_id) {
        m_path = QString::fromStdString(started->path);
        if (m_job && !m_job->place.id.empty())
            Q_EMIT placed(m_path, m_job->place);
    }
    const auto *failed = std::get_if<RunFailed>(&event);
    if (failed && failed->run == m_id && stopsTheQueue(failed->error) && !m_queue.isEmpty()) {
        m_asked.clear();
        m_queue.setHeld(true);
    }
    const auto *finished = std::get_if<RunFinished>(&event);
    const auto *cancelled = std::get_if<RunCancelled>(&event);
    if ((failed && failed->run == m_id) || (finished && finished->run == m_id) ||
        (cancelled && cancelled->run == m_id))
        ended();
}

void SamplerBinding::ended()
{
    m_job.reset();
    m_path.clear();
    if (m_closing)
        Q_EMIT stopped();
    else
        startNext(false);
}

} // namespace dare
