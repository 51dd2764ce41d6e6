#pragma once

#include <QObject>
#include <QString>

#include <vector>

class QKeyEvent;
class QWidget;

namespace dare
{

class MainWindow;
class TransportBar;
struct ViewModels;

/// A row of the list of keys.
struct KeyRow {
    QString keys;
    QString does;
    QString group;
};

/// The keys of the window that are neither a menu's nor a page's own: letters and digits, which act
/// everywhere but in text fields, lists and combo boxes, and Ctrl, Alt and F keys, which act
/// everywhere.
class WindowKeys : public QObject
{
    Q_OBJECT

public:
    WindowKeys(ViewModels &models, MainWindow &window, TransportBar &transport);

    /// A letter, digit or sign, with Shift at most. @return whether it means something
    bool press(const QKeyEvent *event);
    /// Every key there is, for the list on F1.
    [[nodiscard]] static std::vector<KeyRow> rows();
    /// Panels in the order of F6 and Tab; only those that are visible take part.
    [[nodiscard]] std::vector<QWidget *> panels() const;
    /// Makes Tab walk the panels in their order.
    void orderTabs() const;
    void nextPanel(int by);
    void toggleFullScreen();

Q_SIGNALS:
    void keysListRequested();

private:
    void addShortcuts();
    void selectWord(int index);
    void stepWord(int by);
    void nextColorMap();
    [[nodiscard]] QStringList contentWords() const;

    ViewModels &m_models;
    MainWindow &m_window;
    TransportBar &m_transport;
};

} // namespace dare
