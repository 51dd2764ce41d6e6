#pragma once

#include "app/gui/MainWindow.h"
#include "app/gui/RunsBinding.h"
#include "app/gui/SamplerBinding.h"
#include "app/gui/Workbench.h"
#include "core/runs/RunFolder.h"
#include "tests/widgets/TextFit.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

namespace dare
{
inline constexpr int kRunMs = 120'000; // generous: two cores under load
inline constexpr int kSoonMs = 20'000;

/// A window on the runs in `folder`, of the size that the tests use.
inline std::unique_ptr<Workbench> openWorkbench(const QString &folder, ThemeApplier &theme)
{
    CommandLine options;
    options.runs = folder;
    options.theme = "dark";
    options.size = QSize(1280, 800);
    auto out = std::make_unique<Workbench>(options, theme);
    out->start();
    return out;
}

/// A small and quick run, always the same.
inline void writeRecipe(Workbench &bench, int steps, std::uint64_t seed, const std::string &prompt)
{
    bench.models().recipe.edit("Test", {}, [&](Recipe &recipe) {
        recipe.prompt = prompt;
        recipe.steps = steps;
        recipe.seed = seed;
        recipe.size = {24, 24, 4};
        recipe.device = "cpu";
        recipe.precision = Precision::Fp32;
    });
    bench.window().findChild<QToolButton *>("seedLock")->setChecked(true);
}

inline std::string hashOf(const QString &path, Side side = Side::B)
{
    const auto run = RunFolder::open(path.toStdString());
    return run ? run->manifest().side(side).latentsSha256 : std::string("no run");
}

/// A workbench on an empty folder of runs, with tiny clips of the embedded model. A test calls
/// open() in init() and close() in cleanup().
class RunsWork : public QObject
{
protected:
    std::unique_ptr<QTemporaryDir> m_runs;
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<Workbench> m_bench;

    template <typename T> T *find(const char *name)
    {
        return m_bench->window().findChild<T *>(QString::fromLatin1(name));
    }
    RunBox *box() { return m_bench->window().sides()->runBox(); }
    RunsModel &list() { return m_bench->models().runs; }
    SamplerBinding &sampler() { return m_bench->sampler(); }
    QStringList folders() const
    {
        return QDir(m_runs->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    }
    /// Paths of the runs in the list that have ended, oldest first.
    QStringList ended()
    {
        QStringList out;
        for (const QString &name : folders()) {
            const RunRow *row = list().row(m_runs->filePath(name));
            if (row != nullptr && row->state != RunRow::State::Running)
                out << row->path;
        }
        return out;
    }
    void start()
    {
        m_bench = openWorkbench(m_runs->path(), *m_theme);
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().sides()->presets().empty(), kSoonMs);
    }
    void write(int steps, std::uint64_t seed, const std::string &prompt = "a turtle and a rocket")
    {
        writeRecipe(*m_bench, steps, seed, prompt);
        QTRY_VERIFY_WITH_TIMEOUT(box()->blocked().isEmpty(), kSoonMs);
    }
    void waitUntilIdle() { QTRY_VERIFY_WITH_TIMEOUT(!sampler().busy(), kRunMs); }
    QString runToEnd(int steps, std::uint64_t seed)
    {
        write(steps, seed);
        const QStringList before = folders();
        sampler().run();
        [&] { waitUntilIdle(); }();
        for (const QString &name : folders()) {
            if (!before.contains(name))
                return m_runs->filePath(name);
        }
        return {};
    }
    void open()
    {
        QStandardPaths::setTestModeEnabled(true);
        failOnAnyWarning();
        if (!m_theme)
            m_theme = std::make_unique<ThemeApplier>();
        m_runs = std::make_unique<QTemporaryDir>();
        start();
    }
    void close() { m_bench.reset(); }
};

} // namespace dare
