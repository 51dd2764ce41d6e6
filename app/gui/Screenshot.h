#pragma once

#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QString>
#include <QTimer>

#include <functional>
#include <utility>

class QWidget;

namespace dare
{

/// Saves the window as a picture once everything expected has arrived, then ends the program with
/// status 0; with 1 and a message when it does not arrive or cannot be written.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(QWidget *window, const QString &file, QObject *parent = nullptr);

    /// The window now, with its modal dialog where that would lie, as if no pointer were there.
    [[nodiscard]] static QPixmap picture(QWidget *window);

    void expect(const QString &what) { m_missing.insert(what); }
    /// The picture is of a moment that passes: once all has arrived settled() is said, and take()
    /// is up to who hears it.
    void leaveMoment() { m_momentIsOurs = false; }
    /// @param check asked when the picture is taken: why it would be of something else; empty where
    /// it is not
    void setCheck(std::function<QString()> check) { m_check = std::move(check); }
    void arrived(const QString &what);
    /// All expectations are known: the clock starts.
    void begin();
    /// Nothing more will come.
    void fail(const QString &reason);
    void take();

Q_SIGNALS:
    void settled();

private:
    void settle();

    QWidget *m_window;
    QString m_file;
    QSet<QString> m_missing;
    std::function<QString()> m_check;
    bool m_begun = false;
    bool m_momentIsOurs = true;
    QTimer m_settle;
    QTimer m_limit;
};

} // namespace dare
