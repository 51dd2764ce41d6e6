#include "widgets/controls/PathEdit.h"

#include <QPainter>
#include <QStyleOptionFrame>

namespace dare
{

namespace
{

constexpr int kTextMargin = 2; // QLineEdit's own, beside the style's

} // namespace

PathEdit::PathEdit(const QString &purpose, QWidget *parent) : QLineEdit(parent), m_purpose(purpose)
{
    setAccessibleName(purpose);
    connect(this, &QLineEdit::textChanged, this, &PathEdit::refreshTip);
    refreshTip();
}

void PathEdit::refreshTip()
{
    setToolTip(text().isEmpty() ? m_purpose : m_purpose + QLatin1Char('\n') + text());
}

QRect PathEdit::textRect() const
{
    QStyleOptionFrame option;
    initStyleOption(&option);
    return style()
        ->subElementRect(QStyle::SE_LineEditContents, &option, this)
        .adjusted(kTextMargin, 0, -kTextMargin, 0);
}

QString PathEdit::shownText() const
{
    return hasFocus() ? text()
                      : fontMetrics().elidedText(text(), Qt::ElideMiddle, textRect().width());
}

void PathEdit::paintEvent(QPaintEvent *event)
{
    const QString shown = shownText();
    if (shown == text())
        return QLineEdit::paintEvent(event);
    QPainter painter(this);
    QStyleOptionFrame option;
    initStyleOption(&option);
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(textRect(), Qt::AlignLeft | Qt::AlignVCenter, shown);
}

} // namespace dare
