#include "widgets/shell/PillButton.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"

#include <QPainter>
#include <QStyleOptionToolButton>

#include <algorithm>

namespace dare
{

namespace
{
constexpr int kPadding = 10;
constexpr int kGap = 8;
constexpr int kIcon = 16;
constexpr int kMeterWidth = 56;
} // namespace

PillButton::PillButton(const QString &icon, bool boldName, QWidget *parent)
    : QToolButton(parent), m_icon(icon), m_bold(boldName)
{
    setProperty("role", "pill");
    setPopupMode(QToolButton::InstantPopup);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFixedHeight(28);
}

QFont PillButton::nameFont() const
{
    return sansFont(12, m_bold ? QFont::DemiBold : QFont::Normal);
}

QFont PillButton::detailFont() const
{
    return monoFont(11);
}

void PillButton::setName(const QString &name)
{
    m_name = name;
    setText(name);
    updateGeometry();
    update();
}

void PillButton::setDetail(const QString &detail)
{
    m_detail = detail;
    updateGeometry();
    update();
}

void PillButton::setMeter(double share)
{
    m_meter = std::min(share, 1.0);
    update();
}

void PillButton::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
    update();
}

void PillButton::setIconOnly(bool iconOnly)
{
    m_iconOnly = iconOnly;
    updateGeometry();
    update();
}

QSize PillButton::sizeHint() const
{
    int width = 2 * kPadding + kIcon + kGap + (meterShown() ? kMeterWidth : kIcon);
    if (!m_iconOnly)
        width += QFontMetrics(nameFont()).horizontalAdvance(m_name) + kGap;
    if (detailShown())
        width += kGap + QFontMetrics(detailFont()).horizontalAdvance(m_detail);
    return {width, 28};
}

void PillButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = {};
    option.features &= ~QStyleOptionToolButton::HasMenu;
    QPainter painter(this);
    style()->drawComplexControl(QStyle::CC_ToolButton, &option, &painter, this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double ratio = devicePixelRatioF();
    int x = kPadding;
    painter.drawPixmap(x, (height() - kIcon) / 2, tintedPixmap(m_icon, theme.tx2, kIcon, ratio));
    x += kIcon + kGap;
    const auto word = [&](const QFont &font, const QColor &color, const QString &text) {
        painter.setFont(font);
        painter.setPen(color);
        const int width = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRect(x, 0, width + 2, height()), Qt::AlignVCenter | Qt::AlignLeft, text);
        x += width + kGap;
    };
    if (!m_iconOnly)
        word(nameFont(), theme.tx, m_name);
    if (meterShown()) {
        const QRectF bar(x, height() / 2.0 - 2, kMeterWidth, 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.track);
        painter.drawRoundedRect(bar, 2, 2);
        painter.setBrush(theme.tx2);
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), std::max(3.0, bar.width() * m_meter), 4), 2, 2);
        x += kMeterWidth + kGap;
    }
    if (detailShown())
        word(detailFont(), theme.tx3, m_detail);
    if (!meterShown()) {
        painter.drawPixmap(width() - kPadding - kIcon, (height() - kIcon) / 2,
                           tintedPixmap(QStringLiteral("down"), theme.tx2, kIcon, ratio));
    }
}

} // namespace dare
