#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>

#include <functional>

class QMainWindow;
class QSettings;

namespace dare
{

/// Where the docks of each workspace stand, how wide they are, and what splitters and columns
/// inside them were dragged to. A workspace that nobody changed keeps the defaults of the window's
/// size.
/// @thread GUI
class WindowLayout : public QObject
{
    Q_OBJECT

public:
    /// Bump when docks change: older and newer states are not read.
    static constexpr int kVersion = 2;

    /// Call with every dock in its default place.
    /// @param show shows the docks of the present workspace @param fit gives them default sizes
    WindowLayout(QMainWindow *window, std::function<void()> show, std::function<void()> fit);

    /// The window shows another workspace. Keeps the state of the one left where it was changed.
    void enter(const QString &workspace);
    /// The window's size calls for other defaults; a layout that somebody made stays.
    void refit();
    /// Everything back to the defaults.
    void reset();

    /// @return what could not be read, in words; empty where all was
    [[nodiscard]] QString read(QSettings &settings);
    void write(QSettings &settings);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void keep();
    void touched();
    void readColumns(QSettings &settings) const;
    void writeColumns(QSettings &settings) const;

    QMainWindow *m_window;
    std::function<void()> m_show;
    std::function<void()> m_fit;
    QByteArray m_default;
    QString m_workspace;
    bool m_changed = false;   ///< somebody moved or sized docks since the workspace was entered
    bool m_restoring = false; ///< changes are our own
    QHash<QString, QByteArray> m_states;
};

} // namespace dare
