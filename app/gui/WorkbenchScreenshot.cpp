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

namespace dare
{

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
    if (m_options.workspace == QStringLiteral("compare") && !m_options.open.isEmpty())
        expect("the metrics", &m_compare->metrics(), &MetricsBinding::finished);
    expect("the prediction", m_queries.get(), &QueriesBinding::predicted);
    expect("the welcome", m_welcome.get(), &WelcomeBinding::settled);
    if (!m_options.open.isEmpty())
        expect("the run", m_runsBinding.get(), &RunsBinding::opened);
    if (m_options.workspace == QStringLiteral("explore") && !m_options.open.isEmpty())
        expect("the steps' pictures", m_neglect.get(), &NeglectBinding::picturesRead);
    if (m_options.run)
        expect("the end of the run", m_presenter.get(), &RunPresenter::settled);
    const bool mapsAreShown = m_options.workspace != QStringLiteral("compare");
    if (mapsAreShown && !m_options.selectWord.isEmpty() &&
        (m_options.run || !m_options.open.isEmpty())) {
        // Maps that were read while the run went on are not the last ones.
        shot->expect(QStringLiteral("the maps"));
        connect(m_maps.get(), &MapsBinding::answered, shot, [this, shot] {
            if (!m_presenter->running())
                shot->arrived(QStringLiteral("the maps"));
        });
    }
    connect(m_runsBinding.get(), &RunsBinding::notOpened, shot, [shot](const QString &path) {
        shot->fail(QStringLiteral("the run was not opened: ") + path);
    });
    if (!m_options.openModel.isEmpty())
        expect("the other model", m_model.get(), &ModelBinding::refused);
    else
        connect(m_model.get(), &ModelBinding::refused, shot,
                [shot] { shot->fail(QStringLiteral("the model was not opened")); });
    connect(m_presenter.get(), &RunPresenter::failed, shot,
            [shot](const Error &error) { shot->fail(QString::fromStdString(error.text())); });
    shot->begin();
}

} // namespace dare
