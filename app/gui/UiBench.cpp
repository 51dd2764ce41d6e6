#include "app/gui/UiBench.h"

#include "app/gui/BenchInput.h"
#include "app/gui/BenchPages.h"
#include "app/gui/BenchUse.h"
#include "app/gui/MainWindow.h"
#include "app/gui/ProcessAge.h"
#include "app/gui/ProcessMemory.h"
#include "app/gui/Workbench.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/transport/PlaybackClock.h"
#include "widgets/transport/ScrubLane.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QLocale>
#include <QPlainTextEdit>

#include <cstdio>
#include <sys/resource.h>
#include <utility>

namespace dare
{

namespace
{

constexpr double kFps = 16.0;
constexpr int kScrubEvents = 600;
constexpr int kScrubMs = 5000;
constexpr int kChipsQuietMs = 80; // the prompt is read after so much quiet
constexpr int kKeyMs = 160;       // between two letters, so that each one is read

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

UiBench::UiBench(Workbench &bench, TimedApplication &application, bool quick, bool onRun,
                 QObject *parent)
    : QObject(parent),
      m_bench(bench),
      m_application(application),
      m_quick(quick),
      m_viewer(bench.window().viewer()),
      m_clock(bench.window().findChild<PlaybackClock *>())
{
    m_stages = {[this] { sampleAPair(); }, [this] { idle(); },   [this] { play(); },
                [this] { scrub(); },       [this] { type(); },   [this] { openRuns(); },
                [this] { pages(); },       [this] { report(); }, [this] { use(); },
                [this] { print(); }};
    if (onRun)
        m_stages = {[this] { waitForRun(); }, [this] { pages(); }, [this] { report(); },
                    [this] { print(); }};
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(m_viewer, &ViewerWidget::painted, this, [this] {
        if (m_firstPaintMs == 0.0)
            m_firstPaintMs = processAgeMs();
        if (m_ticks <= 0) // none due, or painted already
            return;
        // How late the frame that is due now reached the screen.
        const double due = static_cast<double>(m_ticks) * 1000.0 / kFps;
        m_lateness.add(static_cast<double>(m_timer.nsecsElapsed()) / 1e6 - due);
        m_ticks = -m_ticks; // once a tick: other paints show the same frame
    });
    connect(m_clock, &PlaybackClock::ticked, this, [this](int count) {
        m_ticks = std::abs(m_ticks) + count;
        m_skipped += count - 1;
    });
}

void UiBench::start()
{
    row(tr("renderer"), m_viewer->glError().isEmpty() ? tr("OpenGL") : m_viewer->glError());
    m_readyMs = processAgeMs();
    m_application.record(true);
    next();
}

void UiBench::next()
{
    if (m_stage < m_stages.size())
        m_stages[m_stage++]();
}

void UiBench::after(int ms, const Stage &then)
{
    QTimer::singleShot(ms, Qt::PreciseTimer, this, then);
}

void UiBench::row(const QString &what, const QString &figure)
{
    m_rows << QStringLiteral("%1  %2").arg(what, -44).arg(figure);
    std::fputs(qPrintable(m_rows.last() + QLatin1Char('\n')), stdout);
    std::fflush(stdout); // a measurement of minutes shows how far it is
}

void UiBench::whenIdle(const Stage &then)
{
    ViewModel &view = m_bench.models().view;
    const auto ready = [this, &view] {
        return !view.run().running && view.frameCount() > 0 &&
               view.stepsDone() == view.stepCount() && !m_bench.window().sides()->runBox()->busy();
    };
    auto *watch = new QObject(this);
    connect(&view, &ViewModel::runChanged, watch, [this, watch, ready, then] {
        if (!ready())
            return;
        QObject::disconnect(&m_bench.models().view, nullptr, watch, nullptr);
        watch->deleteLater();
        after(500, then);
    });
}

void UiBench::sampleAPair()
{
    m_bench.models().recipe.edit(tr("Bench"), {}, [this](Recipe &recipe) {
        recipe.prompt = "a turtle next to a rocket at night";
        if (m_quick) {
            recipe.steps = 2;
            recipe.size = {24, 24, 16};
        }
    });
    whenIdle([this] { next(); });
    m_bench.window().sides()->runBox()->trigger();
}

/// The workbench opens it as soon as the model is there.
void UiBench::waitForRun()
{
    m_application.record(false);
    connect(
        &m_bench, &Workbench::runShown, this,
        [this] {
            const ViewModel &view = m_bench.models().view;
            const QSize clip = clipSizeOf(view.contents());
            row(tr("run"), QStringLiteral("%1x%2, %3 frames")
                               .arg(clip.width())
                               .arg(clip.height())
                               .arg(view.frameCount()));
            m_application.record(true);
            after(500, [this] { next(); });
        },
        Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
}

void UiBench::idle()
{
    row(tr("start: first paint, model ready"),
        QStringLiteral("%1 ms, %2 ms").arg(m_firstPaintMs, 0, 'f', 0).arg(m_readyMs, 0, 'f', 0));
    const int ms = m_quick ? 1000 : 5000;
    m_paintsBefore = m_viewer->paintCount();
    m_cpuBefore = cpuSeconds();
    after(ms, [this, ms] {
        row(tr("idle: paints of the viewer, share of a core"),
            QStringLiteral("%1, %2 %")
                .arg(m_viewer->paintCount() - m_paintsBefore)
                .arg((cpuSeconds() - m_cpuBefore) * 1e5 / ms, 0, 'f', 2));
        next();
    });
}

void UiBench::play()
{
    ViewModel &view = m_bench.models().view;
    m_bench.window().sides()->runBox()->trigger(); // the sampler works from now on
    after(m_quick ? 300 : 3000, [this, &view] {
        view.selectWord(QStringLiteral("turtle"));
        view.setAxis(ScrubAxis::Frame);
        view.setLooping(true);
        view.setSpeed(kFps / view.fps());
        m_lateness.clear();
        m_skipped = 0;
        m_ticks = 0;
        m_timer.start();
        view.setPlaying(true);
        after(m_quick ? 1000 : 10'000, [this] { endPlay(); });
    });
}

void UiBench::endPlay()
{
    m_bench.models().view.setPlaying(false);
    m_ticks = 0;
    row(tr("playback at 16 fps, a map, sampling: lateness"), spread(m_lateness));
    row(tr("playback: frames skipped"), QString::number(m_skipped));
    after(200, [this] { next(); });
}

void UiBench::scrub()
{
    auto *lane = m_bench.window().findChild<ScrubLane *>(QStringLiteral("laneFrame"));
    const int events = m_quick ? 60 : kScrubEvents;
    const int ms = m_quick ? 500 : kScrubMs;
    m_paintsBefore = m_viewer->paintCount();
    m_count = 0;
    m_timer.start();
    postMouse(lane, 4.0, QEvent::MouseButtonPress);
    m_tick.disconnect();
    connect(&m_tick, &QTimer::timeout, this, [this, lane, events, ms] {
        // As many events as are due: a late tick posts several, as a quick hand does.
        const auto due = static_cast<int>(m_timer.elapsed() * events / ms);
        for (; m_count < std::min(due, events); ++m_count)
            postMouse(lane, 4.0 + (lane->width() - 8.0) * ((m_count * 37) % events) / events,
                      QEvent::MouseMove);
        if (m_count < events)
            return;
        m_tick.stop();
        postMouse(lane, lane->width() - 4.0, QEvent::MouseMove);
        postMouse(lane, lane->width() - 4.0, QEvent::MouseButtonRelease);
        after(200, [this] { endScrub(); });
    });
    m_tick.start(4);
}

void UiBench::endScrub()
{
    const ViewModel &view = m_bench.models().view;
    row(tr("scrubbing: events, paints, last one shown"),
        QStringLiteral("%1, %2, %3")
            .arg(m_count)
            .arg(m_viewer->paintCount() - m_paintsBefore)
            .arg(view.frame() == view.frameCount() - 1 ? tr("yes") : tr("no")));
    next();
}

void UiBench::type()
{
    auto *edit = m_bench.window().findChild<QPlainTextEdit *>(QStringLiteral("promptEdit"));
    const QString text = QStringLiteral(" and a dog on the beach");
    m_chips.clear();
    m_count = 0;
    connect(&m_bench.models().prompt, &PromptModel::parsed, this, [this] {
        // Before the quiet is over the chips only lose badges of another prompt.
        if (!m_timer.isValid() || m_timer.elapsed() < kChipsQuietMs)
            return;
        m_chips.add(static_cast<double>(m_timer.nsecsElapsed()) / 1e6 - kChipsQuietMs);
        m_timer.invalidate();
    });
    m_tick.disconnect();
    connect(&m_tick, &QTimer::timeout, this, [this, edit, text] {
        if (m_count == (m_quick ? 4 : text.size())) {
            m_tick.stop();
            row(tr("typing: chips after 80 ms of quiet"), spread(m_chips));
            m_bench.models().prompt.disconnect(this);
            return next();
        }
        edit->moveCursor(QTextCursor::End);
        m_timer.start();
        edit->insertPlainText(text.mid(m_count++, 1));
    });
    m_tick.start(kKeyMs);
}

void UiBench::openRuns()
{
    ViewModel &view = m_bench.models().view;
    const QString path = QString::fromStdString(view.run().sources[1].run);
    const int times = m_quick ? 5 : 200;
    m_count = 0;
    auto *watch = new QObject(this);
    const auto open = [this, path] { Q_EMIT m_bench.window().openRunRequested(path); };
    const auto settled = [this, watch, open, times, &view] {
        if (view.run().running || view.frameCount() == 0)
            return;
        if (m_count == 1) // the first fills caches
            m_memoryBefore = processMemory().used;
        if (++m_count > times) {
            QObject::disconnect(&m_bench, nullptr, watch, nullptr);
            watch->deleteLater();
            return endOpenRuns();
        }
        open();
    };
    // A run is opened when its clips are there; the run that goes on ends first.
    connect(&m_bench, &Workbench::runShown, watch, settled, Qt::QueuedConnection);
    if (m_bench.window().sides()->runBox()->busy())
        whenIdle(open);
    else
        open();
}

void UiBench::endOpenRuns()
{
    const double now = processMemory().used;
    row(tr("memory: growth over %1 runs opened").arg(m_count - 2),
        QStringLiteral("%1 MB of %2 MB")
            .arg((now - m_memoryBefore) / 1e6, 0, 'f', 1)
            .arg(now / 1e6, 0, 'f', 0));
    next();
}

void UiBench::pages()
{
    auto *pages = new BenchPages(m_bench, m_quick, this);
    connect(pages, &BenchPages::measured, this, &UiBench::row);
    connect(pages, &BenchPages::finished, this, &UiBench::next);
    pages->start();
}

void UiBench::report()
{
    m_application.record(false);
    const Durations &tasks = m_application.tasks();
    row(tr("GUI tasks: all"), spread(tasks));
    row(tr("GUI tasks above 8 ms, above 50 ms"),
        QStringLiteral("%1, %2").arg(tasks.above(8.0)).arg(tasks.above(50.0)));
    for (const GuiTask &task : m_application.longest())
        row(tr("  longest"), QStringLiteral("%1 ms  %2").arg(task.ms, 0, 'f', 1).arg(task.what));
    next();
}

void UiBench::use()
{
    auto *use = new BenchUse(m_bench, m_application, m_quick, this);
    connect(use, &BenchUse::measured, this, &UiBench::row);
    connect(use, &BenchUse::finished, this, &UiBench::next);
    use->start(QString::fromStdString(m_bench.models().view.run().sources[1].run));
}

void UiBench::print()
{
    Q_EMIT finished();
}

} // namespace dare
