#include "widgets/controls/IconLabel.h"

#include "widgets/theme/Icons.h"

#include <QPainter>

namespace dare
{

namespace
{

constexpr int kSide = 16;

} // namespace

IconLabel::IconLabel(const QString &name, QColor Theme::*token, QWidget *parent)
    : QWidget(parent), m_icon(themedIcon(name, token))
{
    setFixedSize(kSide, kSide);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void IconLabel::setIcon(const QString &name, QColor Theme::*token)
{
    m_icon = themedIcon(name, token);
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect());
}

} // namespace dare
