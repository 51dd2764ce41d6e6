#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>

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

    void expect(const QString &what) { m_missing.insert(what); }
    void arrived(const QString &what);
    /// All expectations are known: the clock starts.
    void begin();
    /// Nothing more will come.
    void fail(const QString &reason);

private:
    void take();

    QWidget *m_window;
    QString m_file;
    QSet<QString> m_missing;
    bool m_begun = false;
    QTimer m_settle;
    QTimer m_limit;
};

} // namespace dare
