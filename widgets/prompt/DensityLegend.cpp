#include "widgets/prompt/DensityLegend.h"

#include "core/types/ColorMap.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace dare
{

namespace
{

constexpr int kBarWidth = 64;
constexpr int kBarHeight = 6;
constexpr int kGap = 4;

} // namespace

DensityLegend::DensityLegend(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("densityLegend"));
    setAccessibleName(tr("Colour of semantic density, 0 to 1"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QString DensityLegend::name() const
{
    return m_compact ? QStringLiteral("ρ 0") : tr("density ρ 0");
}

QSize DensityLegend::sizeHint() const
{
    const QFontMetrics metrics(sansFont(11));
    return {metrics.horizontalAdvance(name()) + metrics.horizontalAdvance(QStringLiteral("1")) +
                kBarWidth + 2 * kGap + 2,
            24};
}

void DensityLegend::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

void DensityLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(sansFont(11));
    painter.setPen(currentTheme().tx3);
    const int nameWidth = QFontMetrics(painter.font()).horizontalAdvance(name());
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, name());
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("1"));
    const int top = (height() - kBarHeight) / 2;
    for (int i = 0; i < kBarWidth; ++i) {
        const Rgb color = densityColor(static_cast<float>(i) / static_cast<float>(kBarWidth - 1));
        painter.fillRect(nameWidth + kGap + i, top, 1, kBarHeight,
                         QColor(color.r, color.g, color.b));
    }
}

} // namespace dare
