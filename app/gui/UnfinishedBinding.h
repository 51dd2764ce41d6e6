#pragma once

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <vector>

namespace dare
{

class MainWindow;
class SamplerBinding;
struct RunSummary;
struct ViewModels;

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

private:
    void keep();

    MainWindow &m_window;
    SamplerBinding &m_sampler;
    QStringList m_paths;
    bool m_looked = false;
    QThreadPool m_pool;
};

} // namespace dare
