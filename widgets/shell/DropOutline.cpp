#include "widgets/shell/DropOutline.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QPainter>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kPadding = 16;
constexpr int kHeight = 40;
constexpr double kLine = 2.0;

} // namespace

DropOutline::DropOutline(QWidget *window) : QWidget(window)
{
    setObjectName(QStringLiteral("dropOutline"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropOutline::showFor(const QString &text, bool works)
{
    m_text = text;
    m_works = works;
    setAccessibleName(text);
    setGeometry(parentWidget()->rect());
    show();
    raise();
    update();
}

void DropOutline::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    const QColor color = m_works ? theme.accent : theme.warn;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, kLine));
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    const QFont font = sansFont(14, QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const double width =
        std::min(metrics.horizontalAdvance(m_text) + 2.0 * kPadding, this->width() - 32.0);
    const QRectF box((this->width() - width) / 2.0, (height() - kHeight) / 2.0, width, kHeight);
    painter.setBrush(m_works ? theme.accentTint : theme.warnTint);
    painter.drawRoundedRect(box, 8, 8);
    painter.setFont(font);
    painter.setPen(theme.tx);
    painter.drawText(box, Qt::AlignCenter,
                     metrics.elidedText(m_text, Qt::ElideMiddle, width - kPadding));
}

} // namespace dare
