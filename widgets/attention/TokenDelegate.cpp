#include "widgets/attention/TokenDelegate.h"

#include "core/types/ColorMap.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr int kSwatch = 8;
constexpr int kBar = 5;
constexpr int kPadding = 6; // as the header's
constexpr double kFaintBelow = 0.1;

} // namespace

void TokenDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(option.rect, selected ? theme.accentTint : theme.panel);
    if (selected && index.column() == 0)
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()),
                          theme.accent);
    if (index.column() == TokensModel::WordColumn)
        paintWord(painter, option.rect, index, selected);
    else if (index.column() == TokensModel::MassColumn)
        paintMasses(painter, option.rect, index);
    else
        paintNumber(painter, option.rect, index);
    painter->restore();
}

void TokenDelegate::paintWord(QPainter *painter, const QRect &rect, const QModelIndex &index,
                              bool selected) const
{
    const Theme &theme = currentTheme();
    const QVariant rho = index.data(TokensModel::RhoRole);
    const Rgb color = densityColor(rho.toFloat());
    const QRectF swatch(rect.left() + 12, rect.center().y() - kSwatch / 2 + 1, kSwatch, kSwatch);
    painter->setPen(Qt::NoPen);
    painter->setBrush(rho.isValid() ? QColor(color.r, color.g, color.b) : theme.track);
    painter->drawRoundedRect(swatch, 2, 2);
    painter->setFont(sansFont(12, selected ? QFont::DemiBold : QFont::Normal));
    painter->setPen(selected || rho.toDouble() >= kFaintBelow ? theme.tx : theme.tx2);
    const QRect line = rect.adjusted(26, 0, -4, 0);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(painter->font())
                          .elidedText(index.data().toString(), Qt::ElideRight, line.width()));
}

void TokenDelegate::paintNumber(QPainter *painter, const QRect &rect,
                                const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const QString text = index.data().toString();
    const bool weighted =
        index.column() == TokensModel::WeightColumn && text != QStringLiteral("1");
    painter->setFont(monoFont(11));
    painter->setPen(weighted                                      ? theme.accent
                    : index.column() == TokensModel::WeightColumn ? theme.tx3
                                                                  : theme.tx2);
    painter->drawText(rect.adjusted(0, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignRight, text);
}

void TokenDelegate::paintMasses(QPainter *painter, const QRect &rect,
                                const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const double max = index.data(TokensModel::MassMaxRole).toDouble();
    const double room = rect.width() - 16.0;
    if (max <= 0.0)
        return;
    double y = rect.center().y() - kBar;
    painter->setPen(Qt::NoPen);
    for (const int role : {TokensModel::MassARole, TokensModel::MassBRole}) {
        const QVariant mass = index.data(role);
        const double share = mass.toDouble() / max;
        const QRectF bar(rect.left() + kPadding, y, std::max(1.0, room * std::min(share, 1.0)),
                         kBar);
        y += kBar + 2;
        if (!mass.isValid())
            continue;
        painter->setBrush(role == TokensModel::MassARole ? theme.sideA : theme.accent);
        painter->drawRoundedRect(bar, 1, 1);
        if (share > 1.0) // longer than there is room: a gap before its end
            painter->fillRect(QRectF(bar.right() - 6, bar.top() - 0.5, 2, kBar + 1), theme.panel);
    }
}

} // namespace dare
