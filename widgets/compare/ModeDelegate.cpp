#include "widgets/compare/ModeDelegate.h"

#include "widgets/theme/Theme.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPainterPath>

namespace dare
{

namespace
{

constexpr int kLine = 24;

} // namespace

QSize ModeDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {80, m_compact ? 92 : 122};
}

void ModeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const bool chosen = (option.state & QStyle::State_Selected) != 0;
    const bool hovered = (option.state & QStyle::State_MouseOver) != 0;
    const QRectF card = QRectF(option.rect).adjusted(12.5, 3.5, -12.5, -3.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(card, 5.0, 5.0);
    painter->fillPath(outline, hovered ? theme.hover : theme.raised);
    const QRectF pictureRect(card.left(), card.top(), card.width(), card.height() - kLine);
    painter->setClipPath(outline);
    painter->fillRect(pictureRect, theme.viewer);
    const QImage picture = index.data(PictureRole).value<QImage>();
    if (!picture.isNull()) {
        const QSizeF size = QSizeF(picture.size()).scaled(pictureRect.size(), Qt::KeepAspectRatio);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(
            QRectF(pictureRect.center() - QPointF(size.width(), size.height()) / 2.0, size),
            picture);
    }
    painter->setClipping(false);
    const bool focused = (option.state & QStyle::State_HasFocus) != 0;
    painter->setPen(QPen(chosen || focused ? theme.accent : theme.line2, chosen ? 2.0 : 1.0));
    painter->drawPath(outline);
    const QRectF line(card.left() + 8.0, card.bottom() - kLine, card.width() - 16.0, kLine);
    QFont font = option.font;
    font.setWeight(chosen ? QFont::DemiBold : QFont::Medium);
    painter->setFont(font);
    painter->setPen(chosen ? theme.accent : theme.tx);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, index.data().toString());
    const QRectF key(line.right() - 16.0, line.center().y() - 8.0, 16.0, 16.0);
    painter->setPen(QPen(theme.line2, 1.0));
    painter->drawRoundedRect(key, 3.0, 3.0);
    QFont mono = option.font;
    mono.setFamilies({QStringLiteral("JetBrains Mono")});
    mono.setPixelSize(10);
    painter->setFont(mono);
    painter->setPen(theme.tx3);
    painter->drawText(key, Qt::AlignCenter, index.data(KeyRole).toString());
    painter->restore();
}

} // namespace dare
