#include "app/gui/RunPresenter.h"

#include "app/gui/NeglectBadges.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/sides/RunBox.h"

#include <QFileInfo>

#include <algorithm>
#include <variant>

namespace dare
{

RunPresenter::RunPresenter(ViewModels &models, const Places &places, QObject *parent)
    : QObject(parent), m_models(models), m_places(places)
{
}

void RunPresenter::handle(const RunEvent &event)
{
    std::visit([this](const auto &each) { on(each); }, event);
}

void RunPresenter::on(const RunStarted &event)
{
    m_live = Live{};
    m_live->started = event;
    m_live->shape = m_shape;
    m_live->done = {event.firstStep, event.firstStep};
    m_live->clock.start();
    m_meter.setRun(neglectRunOf(event.recipe, event.tokens));
    const QString path = QString::fromStdString(event.path);
    m_places.log->addLine(tr("run started: %1").arg(QFileInfo(path).fileName()));
    showRow(RunRow::State::Running);
    if (!m_following) {
        showProgress();
        return;
    }
    showLive(path);
    Q_EMIT started(path);
}

bool RunPresenter::showLive(const QString &path)
{
    if (!m_live || QString::fromStdString(m_live->started.path) != path)
        return false;
    m_following = true;
    const RunStarted &run = m_live->started;
    RunView view = runViewOf(run.recipe, run.sigmas, m_live->shape, m_presets);
    view.running = true;
    for (ViewSource &source : view.sources)
        source.run = run.path;
    m_models.view.setRun(view);
    m_models.view.setWords(labelsOf(run.rows));
    m_models.tokens.setTokens(run.tokens, run.rows);
    m_models.neglect.showSame(m_meter);
    m_models.filmstrip.setRun({run.recipe.runA, run.recipe.runB});
    for (const Side side : kSides) {
        const std::size_t i = index(side);
        m_models.view.setProgress(side, m_live->done[i]);
        if (m_live->previews[i].clip)
            m_models.view.setPreview(side, m_live->previews[i].step, m_live->previews[i].clip);
        if (m_live->clips[i])
            m_models.view.setClip(side, m_live->clips[i]);
    }
    showRunName();
    m_places.status->setNoise(QString::fromStdString(run.noiseHash), sidesRun() == 2);
    m_places.status->setDensity(QString::fromStdString(run.densitySource));
    showProgress();
    return true;
}

void RunPresenter::on(const StepDone &event)
{
    if (!current(event.run))
        return;
    const std::size_t i = index(event.side);
    // A resumed run first tells the steps that it has.
    if (event.metrics.step >= m_live->started.firstStep) {
        ++m_live->counted;
        const double forwards = forwardsOf(m_live->started.recipe, event.side, event.metrics.step);
        m_secondsPerForward = event.metrics.seconds / forwards;
    }
    m_live->done[i] = std::max(m_live->done[i], event.metrics.step + 1);
    addShares(m_meter, m_live->started.tokens, event.side, event.metrics);
    if (m_following) {
        addShares(m_models.neglect, m_live->started.tokens, event.side, event.metrics);
        m_models.view.setProgress(event.side, m_live->done[i]);
        Q_EMIT stepStored();
    }
    showProgress();
    showRow(RunRow::State::Running);
}

void RunPresenter::on(const Preview &event)
{
    if (!current(event.run))
        return;
    m_live->previews[index(event.side)] = event;
    if (m_following) {
        m_models.view.setPreview(event.side, event.step, event.clip);
        if (event.clip)
            m_models.filmstrip.setPicture(event.side, event.step, thumbnailOf(*event.clip));
    }
    const double seconds = static_cast<double>(m_live->clock.elapsed()) / 1000.0;
    if (seconds > 0.5)
        m_places.status->setPreviewRate(m_live->counted / seconds);
    showThumbnails();
}

void RunPresenter::on(const MapsReady &event)
{
    if (current(event.run) && m_following)
        Q_EMIT mapsArrived();
}

void RunPresenter::on(const SideFinished &event)
{
    if (!current(event.run))
        return;
    m_live->clips[index(event.side)] = event.clip;
    if (m_following && event.clip)
        m_models.view.setClip(event.side, event.clip);
    showThumbnails();
    m_places.log->addLine(tr("side %1 finished, latents %2")
                              .arg(QLatin1Char(event.side == Side::A ? 'A' : 'B'))
                              .arg(QString::fromStdString(event.latentsSha256).left(12)));
}

void RunPresenter::on(const RunFinished &event)
{
    if (!current(event.run))
        return;
    const QString name = shortNameOf(QString::fromStdString(event.path));
    end(RunRow::State::Finished, tr("%1 finished in %2 s").arg(name).arg(event.seconds, 0, 'f', 1));
}

void RunPresenter::on(const RunFailed &event)
{
    const QString text = QString::fromStdString(event.error.text());
    m_places.log->addLine(tr("failed: %1").arg(text));
    const bool memory = event.error.code == ErrorCode::OutOfMemory;
    const QString title = event.run == 0 ? tr("The model was not loaded.")
                          : memory       ? tr("Memory ran out.")
                                         : tr("The run failed.");
    const bool resumable = !event.path.empty() && current(event.run);
    std::vector<BannerBar::Action> actions;
    if (resumable)
        actions.push_back({tr("Resume"), [this, path = QString::fromStdString(event.path)] {
                               Q_EMIT resumeWanted(path);
                           }});
    m_places.banner->showMessage(
        BannerBar::Tone::Failure, title,
        resumable && meanDone() > 0.0
            ? text + tr(". Finished steps are on disk: nothing is computed twice.")
            : text,
        actions);
    if (current(event.run))
        end(RunRow::State::Failed,
            tr("%1 failed").arg(shortNameOf(QString::fromStdString(event.path))), text);
    else if (!m_live)
        m_places.box->showIdle();
    Q_EMIT failed(event.error);
}

void RunPresenter::on(const RunPaused &event)
{
    if (!current(event.run))
        return;
    m_live->paused = true;
    const int total = m_live->started.recipe.steps;
    m_places.box->showPaused(static_cast<int>(meanDone()), total);
    showRow(RunRow::State::Paused);
    m_places.status->setPreviewRate(0.0);
    showRunName();
    m_places.log->addLine(tr("paused"));
}

void RunPresenter::unpaused()
{
    if (!m_live || !m_live->paused)
        return;
    m_live->paused = false;
    m_live->clock.start();
    m_live->counted = 0;
    showRunName();
    showProgress();
    showRow(RunRow::State::Running);
}

void RunPresenter::on(const RunCancelled &event)
{
    if (!m_live) // it was taken back before it began
        m_places.box->showIdle();
    if (!current(event.run))
        return;
    m_live->done = {event.stepsDone, event.stepsDone};
    end(RunRow::State::Cancelled, tr("%1 stopped after step %2 of %3, can be resumed")
                                      .arg(shortNameOf(QString::fromStdString(event.path)))
                                      .arg(event.stepsDone)
                                      .arg(event.totalSteps));
}

void RunPresenter::on(const RunLog &event)
{
    m_places.log->addLine(QString::fromStdString(event.line));
}

void RunPresenter::end(RunRow::State state, const QString &status, const QString &error)
{
    const QString path = QString::fromStdString(m_live->started.path);
    showRow(state, error);
    m_places.log->addLine(status);
    m_places.box->showIdle();
    m_places.status->setPreviewRate(0.0);
    if (m_following) {
        m_models.view.setRunning(false);
        m_places.status->setRun(status, false);
    }
    m_live.reset();
    Q_EMIT settled(path);
}

void RunPresenter::showRunName()
{
    if (!m_following)
        return;
    const QString name = shortNameOf(QString::fromStdString(m_live->started.path));
    m_places.status->setRun(m_live->paused ? tr("Paused %1").arg(name) : tr("Running %1").arg(name),
                            !m_live->paused);
}

int RunPresenter::sidesRun() const
{
    return (m_live->started.recipe.runA ? 1 : 0) + (m_live->started.recipe.runB ? 1 : 0);
}

double RunPresenter::meanDone() const
{
    double sum = 0.0;
    for (const Side side : kSides) {
        if (m_live->started.recipe.runs(side))
            sum += m_live->done[index(side)];
    }
    return sum / std::max(1, sidesRun());
}

void RunPresenter::showProgress()
{
    const int total = m_live->started.recipe.steps;
    double left = 0.0;
    if (m_live->counted > 0) {
        const double perStep =
            static_cast<double>(m_live->clock.elapsed()) / 1000.0 / m_live->counted;
        left = perStep * (total - meanDone()) * sidesRun();
    }
    const QString sides = sidesRun() == 2               ? tr("both sides")
                          : m_live->started.recipe.runA ? tr("side A")
                                                        : tr("side B");
    m_places.box->showRunning(meanDone(), total, sides, left);
    m_places.status->setSaved(
        meanDone() >= 1.0 ? tr("steps 1–%1 saved").arg(static_cast<int>(meanDone())) : QString());
}

void RunPresenter::showRow(RunRow::State state, const QString &error)
{
    const RunStarted &run = m_live->started;
    RunRow row;
    const QString path = QString::fromStdString(run.path);
    if (const RunRow *known = m_models.runs.row(path)) {
        row = *known; // its name, star and batch
    } else {
        row.title = titleOfFolder(path);
        row.created = QDateTime::currentDateTime();
    }
    row.path = path;
    row.settings = rowSettingsOf(run.recipe);
    row.prompt = QString::fromStdString(run.recipe.prompt);
    row.seed = run.recipe.seed;
    row.shareA.ran = run.recipe.runA;
    row.shareB.ran = run.recipe.runB;
    row.state = state;
    row.stepsDone = static_cast<int>(meanDone());
    row.steps = run.recipe.steps;
    row.error = error;
    if (run.recipe.runA)
        row.neglectedA = static_cast<int>(m_meter.marks(Side::A).size());
    if (run.recipe.runB)
        row.neglectedB = static_cast<int>(m_meter.marks(Side::B).size());
    m_models.runs.putRow(row);
}

void RunPresenter::showThumbnails()
{
    std::array<QImage, 2> images;
    for (const Side side : kSides) {
        const std::size_t i = index(side);
        const auto &clip = m_live->clips[i] ? m_live->clips[i] : m_live->previews[i].clip;
        if (clip)
            images[i] = thumbnailOf(*clip);
    }
    m_models.runs.setThumbnails(QString::fromStdString(m_live->started.path), images[0], images[1]);
}

} // namespace dare
