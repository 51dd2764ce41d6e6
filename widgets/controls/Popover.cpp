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
    at.setX(std::clamp(at.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
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
