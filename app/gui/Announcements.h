#pragma once

#include <QObject>

namespace dare
{

class MainWindow;
class RunPresenter;
struct ViewModels;

/// Tells screen readers what happened without being asked: a run finished, failed, or a word became
/// neglected. @thread GUI
class Announcements : public QObject
{
    Q_OBJECT

public:
    Announcements(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                  QObject *parent = nullptr);

Q_SIGNALS:
    void announced(const QString &text);

private:
    void say(const QString &text);

    MainWindow &m_window;
    int m_neglected = 0; ///< words, of the run on screen
};

} // namespace dare
