#pragma once

#include <QObject>
#include <QString>

namespace dare
{

class MainWindow;
class ModelBinding;
class RunPresenter;
struct ViewModels;

/// Keeps MainWindow::state up to date: what the window is about, most urgent first. @thread GUI
class StateBinding : public QObject
{
    Q_OBJECT

public:
    StateBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                 ModelBinding &model, QObject *parent = nullptr);

    /// Runs that were cut off are offered for resuming.
    void setResumed(bool resumed);

private:
    void refresh();
    void takeEnd(const QString &path);
    [[nodiscard]] QString state() const;

    ViewModels &m_models;
    MainWindow &m_window;
    ModelBinding &m_model;
    QString m_ended; ///< how the last run ended; empty once another message or run came
    bool m_resumed = false;
};

} // namespace dare
