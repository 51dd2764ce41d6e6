#pragma once

#include <QObject>

namespace dare
{

class MainWindow;
class SamplerBinding;

/// Closing the window while a run goes on: the window goes at once, the program when the current
/// step is on disk. The run then waits first in the queue of the next start. Nothing blocks.
class ClosingRun : public QObject
{
    Q_OBJECT

public:
    ClosingRun(MainWindow &window, SamplerBinding &sampler, QObject *parent = nullptr);

private:
    bool eventFilter(QObject *watched, QEvent *event) override;

    MainWindow &m_window;
    SamplerBinding &m_sampler;
    bool m_closing = false;
};

} // namespace dare
