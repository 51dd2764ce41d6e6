#pragma once

#include "app/gui/MainWindow.h"
#include "app/gui/Workbench.h"
#include "core/runs/Engine.h"
#include "tests/runs/EngineRuns.h"
#include "widgets/theme/ThemeApplier.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <memory>

namespace dare
{

/// The whole program on one stored run of the embedded model, with "turtle" selected.
class StoredRunTest : public QObject
{
protected:
    static constexpr int kMapsMs = 60'000; // generous: two cores under load

    template <typename T> T *find(const char *name)
    {
        return m_bench->window().findChild<T *>(QString::fromLatin1(name));
    }
    ViewModel &view() { return m_bench->models().view; }

    /// Samples the run and opens a window of 1600x1000 on it.
    void openRun(Engine &engine, const Recipe &recipe, const QString &workspace)
    {
        QStandardPaths::setTestModeEnabled(true);
        const auto run = engine_runs::run(engine, recipe, m_runs);
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        m_run = run->path();
        m_theme = std::make_unique<ThemeApplier>();
        CommandLine options;
        options.workspace = workspace;
        options.runs = m_runs.path();
        options.open = QString::fromStdString(m_run.string());
        options.theme = QStringLiteral("dark");
        options.selectWord = QStringLiteral("turtle");
        options.size = QSize(1600, 1000);
        m_bench = std::make_unique<Workbench>(options, *m_theme);
        m_bench->start();
        QVERIFY(QTest::qWaitForWindowExposed(&m_bench->window()));
        QTRY_VERIFY_WITH_TIMEOUT(!view().maps().empty(), kMapsMs);
    }

    QTemporaryDir m_runs;
    std::filesystem::path m_run;
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<Workbench> m_bench;
};

} // namespace dare
