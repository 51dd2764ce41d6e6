#pragma once

class QMainWindow;
class QMenu;

namespace dare
{

/// Fills a menu with the docks on screen: left, right, or a window of its own. The seams have no
/// title bars to drag, and this works by keyboard too.
void addPanelsMenu(QMenu *menu, QMainWindow *window);

} // namespace dare
