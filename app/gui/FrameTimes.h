#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QString>

#include <vector>

namespace dare
{

/// Durations in milliseconds and what people ask of them.
class Durations
{
public:
    void add(double ms) { m_values.push_back(ms); }
    void clear() { m_values.clear(); }
    [[nodiscard]] int count() const { return static_cast<int>(m_values.size()); }
    /// The value that `share` of all durations do not exceed; 0 where there are none.
    [[nodiscard]] double quantile(double share) const;
    [[nodiscard]] double worst() const { return quantile(1.0); }
    [[nodiscard]] int above(double ms) const;

private:
    std::vector<double> m_values;
};

/// A task of the GUI thread: one event, with all that it led to.
struct GuiTask {
    double ms = 0.0;
    QString what; ///< class of the receiver and type of the event
};

/// The application. While recording it times every event from outside, nested ones as part of the
/// one that they belong to. @thread GUI
class TimedApplication : public QApplication
{
    Q_OBJECT

public:
    TimedApplication(int &argc, char **argv) : QApplication(argc, argv) {}

    bool notify(QObject *receiver, QEvent *event) override;

    void record(bool on);
    [[nodiscard]] const Durations &tasks() const { return m_tasks; }
    /// The longest ones, longest first.
    [[nodiscard]] const std::vector<GuiTask> &longest() const { return m_longest; }

private:
    void keep(double ms, const QString &what);

    bool m_recording = false;
    int m_depth = 0;
    Durations m_tasks;
    std::vector<GuiTask> m_longest;
};

} // namespace dare
