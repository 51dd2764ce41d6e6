#include "widgets/controls/Popover.h"

#include <QKeyEvent>
#include <QScreen>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kGap = 4;

} // namespace

Popover::Popover(QWidget *parent) : QFrame(parent, Qt::Popup)
{
    setProperty("role", "popover");
}

void Popover::openAt(QWidget *owner, const QRect &rect, QWidget *first)
{
    ensurePolished();
    adjustSize();
    const QRect screen = owner->screen()->availableGeometry();
    QPoint at = owner->mapToGlobal(rect.bottomLeft()) + QPoint(0, kGap);
    if (at.y() + height() > screen.bottom())
        at.setY(owner->mapToGlobal(rect.topLeft()).y() - kGap - height());
    // Within the window where it fits: beyond the edge it would look like another program's.
    const QRect window = owner->window()->geometry().intersected(screen);
    const QRect &room = window.width() > width() + 2 * kGap ? window : screen;
    at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - kGap - width())));
    move(at);
    show();
    first->setFocus(Qt::PopupFocusReason);
}

void Popover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace dare
