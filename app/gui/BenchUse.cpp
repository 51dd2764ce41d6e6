#include "app/gui/BenchUse.h"

#include "app/gui/BenchInput.h"
#include "app/gui/MainWindow.h"
#include "app/gui/Workbench.h"
#include "widgets/sides/ABTrack.h"
#include "widgets/transport/ScrubLane.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QPlainTextEdit>

namespace dare
{

namespace
{

constexpr int kUseMs = 300'000;
constexpr int kLetterMs = 110;
constexpr int kDragMs = 16;
constexpr int kDragMoves = 40;
constexpr int kLookMs = 700;
constexpr int kPlayMs = 2500;
constexpr int kQuickness = 4;

} // namespace

BenchUse::BenchUse(Workbench &bench, TimedApplication &application, bool quick, QObject *parent)
    : QObject(parent), m_bench(bench), m_application(application), m_quick(quick)
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    connect(&m_pause, &QTimer::timeout, this, &BenchUse::next);
}

void BenchUse::start(const QString &run)
{
    MainWindow &window = m_bench.window();
    const auto track = [&window](const char *name) {
        return window.findChild<QWidget *>(QLatin1String(name))->findChild<ABTrack *>();
    };
    addTyping();
    addDrag(track("param_lambda"));
    addDrag(window.findChild<ScrubLane *>(QStringLiteral("laneFrame")));
    addPlaying();
    addDrag(track("param_s"));
    addLooking();
    addPages(run);
    addDrag(window.findChild<ScrubLane *>(QStringLiteral("laneStep")));
    m_application.record(true);
    m_clock.start();
    next();
}

void BenchUse::addTyping()
{
    auto *edit = m_bench.window().findChild<QPlainTextEdit *>(QStringLiteral("promptEdit"));
    m_script.push_back({[edit] {
                            edit->setFocus();
                            edit->selectAll();
                        },
                        kLetterMs});
    for (const QChar letter : QStringLiteral("a turtle next to a rocket at night"))
        m_script.push_back({[edit, letter] { postLetter(edit, letter); }, kLetterMs});
}

/// Press, there and back over the width, let go.
void BenchUse::addDrag(QWidget *lane)
{
    const auto at = [lane](int move) {
        const int half = kDragMoves / 2;
        const int place = move <= half ? move : kDragMoves - move;
        return 4.0 + (lane->width() - 8.0) * place / half;
    };
    m_script.push_back({[lane, at] { postMouse(lane, at(0), QEvent::MouseButtonPress); }, kDragMs});
    for (int move = 0; move <= kDragMoves; ++move)
        m_script.push_back(
            {[lane, at, move] { postMouse(lane, at(move), QEvent::MouseMove); }, kDragMs});
    m_script.push_back(
        {[lane, at] { postMouse(lane, at(0), QEvent::MouseButtonRelease); }, kLookMs});
}

void BenchUse::addPlaying()
{
    ViewModel &view = m_bench.models().view;
    m_script.push_back({[&view] {
                            view.setAxis(ScrubAxis::Frame);
                            view.setPlaying(true);
                        },
                        kPlayMs});
    m_script.push_back({[&view] { view.setPlaying(false); }, kLookMs});
}

void BenchUse::addLooking()
{
    ViewModel &view = m_bench.models().view;
    for (const char *word : {"rocket", "turtle"})
        m_script.push_back({[&view, word] { view.selectWord(QLatin1String(word)); }, kLookMs});
    m_script.push_back({[&view] { view.setMapOn(!view.mapOn()); }, kLookMs});
    m_script.push_back({[&view] { view.setMapOn(!view.mapOn()); }, kLookMs});
    auto *viewer = m_bench.window().viewer();
    for (int notch = 0; notch < 8; ++notch)
        m_script.push_back({[viewer, notch] { postWheel(viewer, notch < 4); }, kDragMs});
}

void BenchUse::addPages(const QString &run)
{
    MainWindow &window = m_bench.window();
    CompareModel &compare = m_bench.models().compare;
    const auto page = [this, &window](AppHeader::Workspace to) {
        m_script.push_back({[&window, to] { window.setWorkspace(to); }, kLookMs});
    };
    page(AppHeader::Inspect);
    addDrag(window.findChild<ScrubLane *>(QStringLiteral("laneStep")));
    addPlaying();
    page(AppHeader::Compare);
    for (const CompareMode mode :
         {CompareMode::Wipe, CompareMode::Difference, CompareMode::Signed, CompareMode::SideBySide})
        m_script.push_back({[&compare, mode] { compare.setMode(mode); }, kLookMs});
    addPlaying();
    page(AppHeader::Explore);
    m_script.push_back({[&window, run] { Q_EMIT window.openRunRequested(run); }, kLookMs});
}

void BenchUse::next()
{
    const bool over = m_quick ? m_done == m_script.size() : m_clock.hasExpired(kUseMs);
    if (over)
        return end();
    const Act &act = m_script[m_done++ % m_script.size()];
    act.run();
    m_pause.start(m_quick ? act.pauseMs / kQuickness : act.pauseMs);
}

void BenchUse::end()
{
    const double seconds = static_cast<double>(m_clock.elapsed()) / 1000.0;
    m_bench.models().view.setPlaying(false);
    m_application.record(false);
    const Durations &tasks = m_application.tasks();
    const QString what = tr("scripted use for %1 s: ").arg(seconds, 0, 'f', 0);
    Q_EMIT measured(what + tr("acts"), QString::number(m_done));
    Q_EMIT measured(what + tr("GUI tasks"), spread(tasks));
    Q_EMIT measured(
        what + tr("worst, above 50 ms"),
        QStringLiteral("%1 ms, %2").arg(tasks.worst(), 0, 'f', 1).arg(tasks.above(50.0)));
    for (const GuiTask &task : m_application.longest())
        Q_EMIT measured(tr("  longest"),
                        QStringLiteral("%1 ms  %2").arg(task.ms, 0, 'f', 1).arg(task.what));
    Q_EMIT finished();
}

} // namespace dare
