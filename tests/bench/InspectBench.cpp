/// Times the Inspect page over a stored run, in a real window: a map that comes from disk after a
/// jump to another step and layer (goal 150 ms until it is on screen), a region's ranking while it
/// is dragged, and that of the whole clip after the release (goal 200 ms). Prints a markdown table.
/// usage: inspect_bench RUN [WORD]   (WORD: turtle)
#include "app/gui/MainWindow.h"
#include "app/gui/Workbench.h"
#include "core/runs/RunFolder.h"
#include "tests/gui/GlMain.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <limits>
#include <unistd.h>
#include <vector>

using namespace dare;

namespace
{

constexpr int kPatienceMs = 60'000;
constexpr int kMostPlaces = 60;
constexpr int kDrags = 20;
constexpr int kBoxesADrag = 10;

double ms(const QElapsedTimer &clock)
{
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

/// Does something, and runs the event loop until a signal finds that it was done.
/// @return ms; infinite: that never came
template <typename Sender, typename Signal, typename Act, typename Done>
double msUntil(const Sender *sender, Signal signal, Act act, Done done)
{
    QEventLoop loop;
    const QObject context;
    bool came = false;
    QObject::connect(sender, signal, &context, [&] {
        came = came || done();
        if (came)
            loop.quit();
    });
    QTimer::singleShot(kPatienceMs, &context, [&loop] { loop.quit(); });
    QElapsedTimer clock;
    clock.start();
    act();
    if (!came)
        loop.exec();
    return came ? ms(clock) : std::numeric_limits<double>::infinity();
}

bool always()
{
    return true;
}

/// Has the kernel forget a file, so that the next read is the disk's.
void forget(const std::filesystem::path &path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

void printRow(const char *what, std::vector<double> all, const char *goal)
{
    if (all.empty())
        return;
    std::sort(all.begin(), all.end());
    const auto at = [&](double share) {
        return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    std::printf("| %s | %zu | %.1f | %.1f | %.1f | %s |\n", what, all.size(), at(0.5), at(0.95),
                all.back(), goal);
}

/// The window on a run, and what is timed on it.
class InspectBench
{
public:
    InspectBench(Workbench &bench, const RunFolder &run)
        : m_bench(bench), m_view(bench.models().view), m_run(run)
    {
    }
    bool open();
    void jump();
    void drag();
    void print() const;

private:
    /// @param look goes to a place whose maps lie in the file of a step
    template <typename Look> void time(int step, Look look);

    Workbench &m_bench;
    ViewModel &m_view;
    const RunFolder &m_run;
    std::vector<double> m_jumps;
    std::vector<double> m_boxes;
    std::vector<double> m_releases;
};

bool InspectBench::open()
{
    const double took = msUntil(
        &m_view, &ViewModel::contentChanged, [this] { m_bench.start(); },
        [this] { return !m_view.maps().empty(); });
    return std::isfinite(took);
}

/// Each place is looked at once: a second look would come from memory.
void InspectBench::jump()
{
    const int steps = m_run.manifest().b.stepsDone;
    if (steps > 1) // the mean over one step is that step
        time(steps - 1, [&] { m_view.setStep(steps - 1); });
    for (int layer = 0; layer < m_run.manifest().blocks; ++layer) {
        time(steps - 1, [&] { m_view.setLayer(layer); });
        for (int step = 0; step < steps - 1; ++step)
            time(step, [&] { m_view.setStep(step); });
        if (static_cast<int>(m_jumps.size()) >= kMostPlaces)
            return;
        m_view.setStep(steps - 1);
    }
}

template <typename Look> void InspectBench::time(int step, Look look)
{
    for (const Side side : kSides)
        forget(m_run.mapsFile(side, step));
    const auto before = m_view.maps().before;
    ViewerWidget *viewer = m_bench.window().viewer();
    const double there = msUntil(&m_view, &ViewModel::contentChanged, look,
                                 [&] { return m_view.maps().before != before; });
    // Asked for once more: it may have been painted already.
    const double painted = msUntil(
        viewer, &ViewerWidget::painted, [viewer] { viewer->refresh(); }, always);
    m_jumps.push_back(there + painted);
}

void InspectBench::drag()
{
    for (int i = 0; i < kDrags; ++i) {
        RegionModel *region = m_view.region();
        region->beginGesture();
        for (int k = 1; k <= kBoxesADrag; ++k) {
            QElapsedTimer clock;
            clock.start();
            region->setBox(0, {0.01 * i, 0.01 * i, 0.01 * i + 0.06 * k, 0.01 * i + 0.06 * k});
            m_boxes.push_back(ms(clock));
        }
        const double took = msUntil(
            &m_bench.models().inspect, &InspectModel::seriesChanged,
            [region] { region->endGesture(); }, always);
        m_releases.push_back(took);
    }
}

void InspectBench::print() const
{
    std::printf("\n| ms | times | median | 95 %% | worst | goal |\n|---|---|---|---|---|---|\n");
    printRow("map from disk until it is on screen", m_jumps, "150");
    printRow("ranking of a region, each box of a drag", m_boxes, "8");
    printRow("ranking of the whole clip after the release", m_releases, "200");
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: inspect_bench RUN [WORD]\n");
        return 2;
    }
    prepareWindows("inspect_bench");
    const QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const Result<RunFolder> run = RunFolder::open(argv[1]);
    if (!run) {
        std::fprintf(stderr, "inspect_bench: %s\n", run.error().text().c_str());
        return 3;
    }
    ThemeApplier theme;
    CommandLine options;
    options.workspace = QStringLiteral("inspect");
    options.runs = QString::fromStdString(run->path().parent_path().string());
    options.open = QString::fromStdString(run->path().string());
    options.theme = QStringLiteral("dark");
    options.selectWord = argc > 2 ? QString::fromUtf8(argv[2]) : QStringLiteral("turtle");
    options.size = QSize(1600, 1000);
    Workbench workbench(options, theme);
    InspectBench bench(workbench, *run);
    if (!bench.open()) {
        std::fprintf(stderr, "inspect_bench: the run has no map of %s\n",
                     qPrintable(options.selectWord));
        return 1;
    }
    bench.jump();
    bench.drag();
    bench.print();
    return 0;
}
