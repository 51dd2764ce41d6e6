#include "app/gui/BenchPages.h"

#include "app/gui/BenchInput.h"
#include "app/gui/MainWindow.h"
#include "app/gui/Workbench.h"
#include "widgets/viewer/ViewerWidget.h"

#include <algorithm>
#include <utility>

namespace dare
{

namespace
{

constexpr int kMoveMs = 16;
constexpr int kSettleMs = 200;
constexpr int kMostWaitMs = 5000;
constexpr int kMoves = 240; // four seconds

} // namespace

ScrubLateness::ScrubLateness(ViewModel &view, ViewerWidget &viewer, QObject *parent)
    : QObject(parent), m_view(view)
{
    m_tick.setTimerType(Qt::PreciseTimer);
    m_tick.setInterval(kMoveMs);
    connect(&m_tick, &QTimer::timeout, this, &ScrubLateness::move);
    connect(&viewer, &ViewerWidget::painted, this, [this] {
        if (!m_since.isValid())
            return;
        m_lateness.add(static_cast<double>(m_since.nsecsElapsed()) / 1e6);
        m_since.invalidate();
    });
}

void ScrubLateness::run(int moves, Then then)
{
    m_left = moves;
    m_then = std::move(then);
    m_lateness.clear();
    m_tick.start();
}

void ScrubLateness::move()
{
    if (m_left == 0) {
        m_tick.stop();
        QTimer::singleShot(kSettleMs, this, [this] {
            m_since.invalidate();
            m_then(m_lateness);
        });
        return;
    }
    --m_left;
    // Always to another place, near and far in turn: staying paints nothing.
    const int count = m_view.axisCount();
    const int by = 1 + (m_left * 7) % std::max(1, count - 1);
    if (!m_since.isValid())
        m_since.start();
    m_view.seek((m_view.axisIndex() + by) % count);
}

BenchPages::BenchPages(Workbench &bench, bool quick, QObject *parent)
    : QObject(parent),
      m_bench(bench),
      m_view(bench.models().view),
      m_lateness(m_view, *bench.window().viewer()),
      m_moves(quick ? 12 : kMoves)
{
}

void BenchPages::start()
{
    inspect();
}

void BenchPages::whenReady(std::function<bool()> ready, std::function<void()> then)
{
    auto *watch = new QObject(this);
    const auto go = [this, watch, then = std::move(then)] {
        QObject::disconnect(&m_view, nullptr, watch, nullptr);
        watch->deleteLater();
        QTimer::singleShot(kSettleMs, this, then);
    };
    const auto look = [ready = std::move(ready), go] {
        if (ready())
            go();
    };
    connect(&m_view, &ViewModel::specChanged, watch, look);
    auto *limit = new QTimer(watch);
    limit->setSingleShot(true);
    connect(limit, &QTimer::timeout, watch, go);
    limit->start(kMostWaitMs);
    look();
}

void BenchPages::scrub(const QString &what, std::function<void()> then)
{
    if (m_view.axisCount() < 2) {
        Q_EMIT measured(what, tr("nothing to scrub"));
        return then();
    }
    m_lateness.run(m_moves, [this, what, then = std::move(then)](const Durations &all) {
        Q_EMIT measured(what, spread(all));
        then();
    });
}

void BenchPages::inspect()
{
    m_bench.window().setWorkspace(AppHeader::Inspect);
    m_view.selectWord(QStringLiteral("turtle"));
    whenReady([this] { return !m_view.maps().empty(); }, [this] { scrubAxis(0); });
}

void BenchPages::scrubAxis(int axis)
{
    const QStringList names{tr("frame"), tr("step"), tr("layer"), tr("head"), tr("word")};
    if (axis == names.size()) {
        m_view.setAxis(ScrubAxis::Frame);
        m_view.setStep(-1);
        m_view.setLayer(-1);
        m_view.setHead(-1);
        return compare();
    }
    m_view.setAxis(static_cast<ScrubAxis>(axis));
    scrub(tr("Inspect, %1 panes, by %2: lateness").arg(m_view.spec().panes.size()).arg(names[axis]),
          [this, axis] { scrubAxis(axis + 1); });
}

void BenchPages::compare()
{
    m_bench.window().setWorkspace(AppHeader::Compare);
    whenReady([this] { return m_view.frameCount() > 0; }, [this] { scrubMode(0); });
}

void BenchPages::scrubMode(int mode)
{
    const QStringList names{tr("side by side"), tr("wipe"),   tr("overlay"),
                            tr("difference"),   tr("signed"), tr("flip")};
    if (mode == names.size()) {
        m_bench.models().compare.setMode(CompareMode::SideBySide);
        m_bench.window().setWorkspace(AppHeader::Explore);
        Q_EMIT finished();
        return;
    }
    m_bench.models().compare.setMode(static_cast<CompareMode>(mode));
    scrub(tr("Compare, %1: lateness").arg(names[mode]), [this, mode] { scrubMode(mode + 1); });
}

} // namespace dare
