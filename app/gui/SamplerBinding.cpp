#include "app/gui/SamplerBinding.h"

#include "app/gui/MainWindow.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/SidesPanel.h"

#include <utility>

namespace dare
{

SamplerBinding::SamplerBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                               std::filesystem::path runs, QObject *parent)
    : QObject(parent),
      m_models(models),
      m_window(window),
      m_presenter(presenter),
      m_runs(std::move(runs))
{
    m_sampler = std::make_unique<SamplerThread>(
        [this] { QMetaObject::invokeMethod(this, &SamplerBinding::drain, Qt::QueuedConnection); });
    RunBox *box = window.sides()->runBox();
    connect(&window, &MainWindow::runRequested, this, &SamplerBinding::run);
    connect(window.runsPanel(), &RunsPanel::resumeRequested, this, &SamplerBinding::resume);
    connect(box, &RunBox::pauseRequested, this, [this] { m_sampler->pause(m_id); });
    connect(box, &RunBox::cancelRequested, this, [this] { m_sampler->cancel(m_id); });
    connect(box, &RunBox::resumeRequested, this, [this] {
        m_sampler->unpause(m_id);
        m_presenter.unpaused();
    });
}

SamplerBinding::~SamplerBinding() = default;

void SamplerBinding::starting()
{
    m_window.banner()->dismiss();
    const Recipe &recipe = m_models.recipe.recipe();
    m_window.sides()->runBox()->showRunning(0.0, recipe.steps, tr("preparing"), 0.0);
}

void SamplerBinding::run()
{
    if (!m_window.sides()->sampling()->seedLocked())
        m_window.sides()->sampling()->rollSeed();
    starting();
    m_id = m_sampler->start(m_models.recipe.recipe(), m_runs);
}

void SamplerBinding::resume(const QString &path)
{
    if (m_window.sides()->runBox()->busy()) {
        m_window.banner()->showMessage(
            BannerBar::Tone::Note, tr("A run is going on."),
            tr("Resume this one when it has finished, or cancel it first."));
        return;
    }
    starting();
    m_id = m_sampler->resume(path.toStdString());
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
    for (const RunEvent &event : m_sampler->drain())
        m_presenter.handle(event);
}

} // namespace dare
