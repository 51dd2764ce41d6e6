// What a picture of the window waits for.
#include "app/gui/Workbench.h"

#include "app/gui/CompareBinding.h"
#include "app/gui/ExportBinding.h"
#include "app/gui/MainWindow.h"
#include "app/gui/MapsBinding.h"
#include "app/gui/MetricsBinding.h"
#include "app/gui/ModelBinding.h"
#include "app/gui/NeglectBinding.h"
#include "app/gui/PromptBinding.h"
#include "app/gui/QueriesBinding.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/RunsBinding.h"
#include "app/gui/Screenshot.h"
#include "app/gui/WelcomeBinding.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

namespace dare
{

namespace
{

constexpr int kStepsOfARun = 6; // steps a running or paused run has done in its picture

} // namespace

void Workbench::expectScreenshot()
{
    m_screenshot = std::make_unique<Screenshot>(m_window.get(), m_options.screenshot);
    Screenshot *shot = m_screenshot.get();
    const auto expect = [shot](const char *what, auto *sender, auto signal) {
        shot->expect(QLatin1String(what));
        connect(sender, signal, shot, [shot, what] { shot->arrived(QLatin1String(what)); });
    };
    expect("the words of the prompt", m_prompt.get(), &PromptBinding::parsed);
    expect("the list of runs", m_runsBinding.get(), &RunsBinding::listed);
    if (m_options.exportDialog && !m_options.open.isEmpty())
        expect("the export's preview", m_export.get(), &ExportBinding::previewed);
    expect("the prediction", m_queries.get(), &QueriesBinding::predicted);
    expect("the welcome", m_welcome.get(), &WelcomeBinding::settled);
    if (!m_options.open.isEmpty())
        expect("the run", m_runsBinding.get(), &RunsBinding::opened);
    if (m_options.workspace == QStringLiteral("explore") && !m_options.open.isEmpty())
        expect("the steps' pictures", m_neglect.get(), &NeglectBinding::picturesRead);
    expectMetrics();
    expectEnd();
    expectMaps();
    connect(m_runsBinding.get(), &RunsBinding::notOpened, shot, [shot](const QString &path) {
        shot->fail(QStringLiteral("the run was not opened: ") + path);
    });
    if (!m_options.openModel.isEmpty() && m_options.state.isEmpty())
        expect("the other model", m_model.get(), &ModelBinding::refused);
    else
        connect(m_model.get(), &ModelBinding::refused, shot,
                [shot] { shot->fail(QStringLiteral("the model was not opened")); });
    shot->begin();
}

void Workbench::expectMaps()
{
    const bool mapsAreShown = m_options.workspace != QStringLiteral("compare");
    if (!mapsAreShown || m_options.selectWord.isEmpty() || !m_options.state.isEmpty() ||
        (!m_options.run && m_options.open.isEmpty()))
        return;
    // Maps that were read while the run went on are not the last ones.
    Screenshot *shot = m_screenshot.get();
    shot->expect(QStringLiteral("the maps"));
    connect(m_maps.get(), &MapsBinding::answered, shot, [this, shot] {
        if (!m_presenter->running())
            shot->arrived(QStringLiteral("the maps"));
    });
}

void Workbench::expectMetrics()
{
    if (m_options.workspace != QStringLiteral("compare") || m_options.open.isEmpty())
        return;
    Screenshot *shot = m_screenshot.get();
    shot->expect(QStringLiteral("the metrics"));
    // Of no pair, or of one side alone, all is computed at once.
    connect(&m_compare->metrics(), &MetricsBinding::finished, shot, [this, shot] {
        const CompareAnswer *a = m_models.compare.a();
        const CompareAnswer *b = m_models.compare.b();
        if (a != nullptr && b != nullptr && !m_compare->busy())
            shot->arrived(QStringLiteral("the metrics"));
    });
}

void Workbench::expectEnd()
{
    Screenshot *shot = m_screenshot.get();
    if (m_options.run && m_options.state.isEmpty()) {
        shot->expect(QStringLiteral("the end of the run"));
        connect(m_presenter.get(), &RunPresenter::settled, shot,
                [shot] { shot->arrived(QStringLiteral("the end of the run")); });
    }
    if (m_options.state != QStringLiteral("failed"))
        connect(m_presenter.get(), &RunPresenter::failed, shot,
                [shot](const Error &error) { shot->fail(QString::fromStdString(error.text())); });
    if (!m_options.state.isEmpty())
        expectState();
}

void Workbench::expectLoading()
{
    Screenshot *shot = m_screenshot.get();
    // A model is read faster than the window settles: the picture is of its progress.
    shot->leaveMoment();
    connect(shot, &Screenshot::settled, this, [this, shot] {
        connect(m_model.get(), &ModelBinding::loaded, shot,
                [this, shot](quint64 read, quint64 total) {
                    if (2 * read < total)
                        return;
                    disconnect(m_model.get(), &ModelBinding::loaded, shot, nullptr);
                    shot->take();
                });
        m_model->open(m_options.openModel);
    });
}

void Workbench::expectState()
{
    Screenshot *shot = m_screenshot.get();
    const QString state = m_options.state;
    shot->setCheck([this, state] {
        return m_window->state() == state
                   ? QString()
                   : QStringLiteral("the window is %1, not %2").arg(m_window->state(), state);
    });
    if (state == QStringLiteral("loading")) {
        expectLoading();
        return;
    }
    shot->expect(state);
    connect(m_presenter.get(), &RunPresenter::settled, shot, [this, shot, state] {
        if (m_window->state() != state)
            shot->fail(QStringLiteral("the run ended without being ") + state);
    });
    if (state == QStringLiteral("running")) {
        connect(m_presenter.get(), &RunPresenter::stepStored, shot, [this, shot, state] {
            if (m_models.view.stepsDone() == kStepsOfARun)
                shot->arrived(state);
        });
        return;
    }
    connect(m_window.get(), &MainWindow::stateChanged, shot, [shot, state](const QString &now) {
        if (now == state)
            shot->arrived(state);
    });
    if (state == QStringLiteral("paused")) {
        connect(m_presenter.get(), &RunPresenter::stepStored, this, [this] {
            if (m_models.view.stepsDone() == kStepsOfARun)
                Q_EMIT m_window->sides()->runBox()->pauseRequested();
        });
    }
}

} // namespace dare
