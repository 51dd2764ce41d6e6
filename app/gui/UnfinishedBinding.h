#pragma once

#include <QObject>
#include <QStringList>

#include <vector>

namespace dare
{

class MainWindow;
class SamplerBinding;
struct RunSummary;

/// Runs whose program was cut off: one banner at the start offers to resume them or to keep them as
/// they are. Resuming goes one after the other.
class UnfinishedBinding : public QObject
{
    Q_OBJECT

public:
    UnfinishedBinding(MainWindow &window, SamplerBinding &sampler, QObject *parent = nullptr);

    /// The runs as the folders are now. Only the first call can show the banner.
    void look(const std::vector<RunSummary> &runs);

Q_SIGNALS:
    /// The offer is on screen, or has been answered.
    void offered(bool open);
    /// These runs shall stay as they are.
    void keepWanted(const QStringList &paths);

private:
    MainWindow &m_window;
    SamplerBinding &m_sampler;
    QStringList m_paths;
    bool m_looked = false;
};

} // namespace dare
