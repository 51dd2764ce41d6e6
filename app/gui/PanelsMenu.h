#pragma once

#include <QString>

class QDockWidget;
class QMainWindow;
class QMenu;
class QWidget;

namespace dare
{

/// A dock that brings its own header; the panels menu moves it, and afloat it has a title to drag.
[[nodiscard]] QDockWidget *addPanel(QMainWindow *window, const QString &name, const QString &title,
                                    QWidget *content, Qt::DockWidgetArea area);

/// Fills a menu with the docks on screen: left, right, or a window of its own. The seams have no
/// title bars to drag, and this works by keyboard too.
void addPanelsMenu(QMenu *menu, QMainWindow *window);

} // namespace dare
