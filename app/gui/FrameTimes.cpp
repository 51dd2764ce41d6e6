#include "app/gui/FrameTimes.h"

#include <QEvent>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{
constexpr std::size_t kLongest = 5;
constexpr double kWorthAName = 4.0; // ms; naming every event would itself take time
} // namespace

double Durations::quantile(double share) const
{
    if (m_values.empty())
        return 0.0;
    std::vector<double> sorted = m_values;
    const auto rank = static_cast<std::size_t>(
        std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(sorted.size())));
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(rank == 0 ? 0 : rank - 1);
    std::nth_element(sorted.begin(), at, sorted.end());
    return *at;
}

int Durations::above(double ms) const
{
    return static_cast<int>(
        std::count_if(m_values.begin(), m_values.end(), [ms](double each) { return each > ms; }));
}

void TimedApplication::record(bool on)
{
    m_recording = on;
    if (on) {
        m_tasks.clear();
        m_longest.clear();
    }
}

bool TimedApplication::notify(QObject *receiver, QEvent *event)
{
    if (!m_recording || m_depth > 0)
        return QApplication::notify(receiver, event);
    // The receiver may be gone afterwards: its name is taken before.
    const char *name = receiver->metaObject()->className();
    const int type = event->type();
    QElapsedTimer timer;
    timer.start();
    ++m_depth;
    const bool handled = QApplication::notify(receiver, event);
    --m_depth;
    const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    m_tasks.add(ms);
    if (ms >= kWorthAName)
        keep(ms, QStringLiteral("%1, event %2").arg(QLatin1String(name)).arg(type));
    return handled;
}

void TimedApplication::keep(double ms, const QString &what)
{
    m_longest.push_back({ms, what});
    std::sort(m_longest.begin(), m_longest.end(),
              [](const GuiTask &a, const GuiTask &b) { return a.ms > b.ms; });
    if (m_longest.size() > kLongest)
        m_longest.pop_back();
}

} // namespace dare
