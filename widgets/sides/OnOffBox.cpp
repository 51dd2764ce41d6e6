#include "widgets/sides/OnOffBox.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QPainter>

namespace dare
{

OnOffBox::OnOffBox(Side side, QWidget *parent) : QCheckBox(parent), m_side(side)
{
    setFixedSize(sizeHint());
    setCursor(Qt::PointingHandCursor);
}

void OnOffBox::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    const bool isB = m_side == Side::B;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor border = isB ? mixed(theme.line2, theme.accent, 0.45) : theme.line2;
    if (hasFocus())
        border = theme.accent;
    painter.setPen(border);
    painter.setBrush(theme.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(monoFont(11, QFont::Medium));
    painter.setPen(!isEnabled() ? theme.tx3 : isB ? theme.accent : theme.sideA);
    painter.drawText(rect().adjusted(6, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter,
                     isChecked() ? tr("on") : tr("off"));
}

} // namespace dare
