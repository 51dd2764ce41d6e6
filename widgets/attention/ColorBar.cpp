#include "widgets/attention/ColorBar.h"

#include "core/types/ColorMap.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/TickText.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr int kBar = 12;
constexpr int kTicks = 14;

} // namespace

ColorBar::ColorBar(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColorBar::setMark(std::optional<double> value)
{
    if (value == m_mark)
        return;
    m_mark = value;
    update();
}

void ColorBar::drawMark(QPainter &painter) const
{
    const double low = minimum();
    if (!m_mark || m_max <= low)
        return;
    const double share = std::clamp((*m_mark - low) / (m_max - low), 0.0, 1.0);
    const double x = std::round(share * (width() - 2.0)) + 0.5;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(x - 1.5, 0, 4, kBar), darkTheme().viewer);
    painter.fillRect(QRectF(x - 0.5, 0, 2, kBar), darkTheme().tx);
}

void ColorBar::showMass(ColorMapName colorMap, double min, double max)
{
    m_min = min;
    m_colorMap = colorMap;
    m_max = max;
    m_signed = false;
    update();
}

void ColorBar::showSigned(double max)
{
    m_max = max;
    m_signed = true;
    update();
}

QString ColorBar::tickAt(int quarter) const
{
    if (m_max > 0.0)
        return m_signed ? tickText(m_max * (quarter - 2) / 2.0, true)
                        : tickText(m_min + (m_max - m_min) * quarter / 4.0);
    if (quarter == 4)
        return tr("its own max");
    const bool zero = quarter == (m_signed ? 2 : 0);
    return zero ? QStringLiteral("0") : QString();
}

void ColorBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QImage table(width(), 1, QImage::Format_RGB32);
    for (int x = 0; x < table.width(); ++x) {
        const float t = static_cast<float>(x) / static_cast<float>(std::max(1, table.width() - 1));
        const Rgb color = m_signed ? signedColor(2.0F * t - 1.0F) : massColor(m_colorMap, t);
        table.setPixel(x, 0, qRgb(color.r, color.g, color.b));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(0, 0, width(), kBar), 2, 2);
    painter.setClipPath(outline);
    painter.drawImage(QRect(0, 0, width(), kBar), table);
    painter.setClipping(false);
    drawMark(painter);
    painter.setFont(monoFont(10));
    painter.setPen(currentTheme().tx2);
    const QFontMetrics metrics(painter.font());
    for (int quarter = 0; quarter <= 4; ++quarter) {
        const QString text = tickAt(quarter);
        const int wide = metrics.horizontalAdvance(text);
        const int centre = width() * quarter / 4;
        const int left = std::clamp(centre - wide / 2, 0, std::max(0, width() - wide));
        painter.drawText(QRect(left, kBar + 2, wide + 1, kTicks), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
    }
}

} // namespace dare
