#include "widgets/shell/UnderlineTabs.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QHoverEvent>
#include <QPainter>

namespace dare
{

UnderlineTabs::UnderlineTabs(int height, int padding, int inset, QWidget *parent)
    : QTabBar(parent), m_height(height), m_padding(padding), m_inset(inset)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setElideMode(Qt::ElideNone);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(height);
}

QSize UnderlineTabs::tabSizeHint(int index) const
{
    const QFontMetrics bold(sansFont(12, QFont::DemiBold));
    return {bold.horizontalAdvance(tabText(index)) + 2 * m_padding, m_height};
}

void UnderlineTabs::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < count(); ++i) {
        if (!isTabVisible(i))
            continue;
        const QRect rect = tabRect(i);
        const bool current = i == currentIndex();
        painter.setFont(sansFont(12, current ? QFont::DemiBold : QFont::Medium));
        painter.setPen(current || i == m_hovered ? theme.tx : theme.tx2);
        painter.drawText(rect, Qt::AlignCenter, tabText(i));
        if (!current)
            continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawRect(
            QRect(rect.left() + m_inset, rect.bottom() - 1, rect.width() - 2 * m_inset, 2));
        if (hasFocus()) {
            painter.setPen(QPen(theme.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect).adjusted(3, 6, -3, -6), 5, 5);
        }
    }
}

bool UnderlineTabs::event(QEvent *event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverLeave) {
        const int hovered = event->type() == QEvent::HoverLeave
                                ? -1
                                : tabAt(static_cast<QHoverEvent *>(event)->position().toPoint());
        if (hovered != m_hovered) {
            m_hovered = hovered;
            update();
        }
    }
    return QTabBar::event(event);
}

} // namespace dare
