#include "widgets/attention/RegionDelegate.h"

#include "widgets/attention/RegionRowsModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QPainter>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kBar = 4;

} // namespace

void RegionDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    painter->save();
    const bool chosen =
        m_words.contains(index.siblingAtColumn(RegionRowsModel::WordColumn).data().toString());
    painter->fillRect(option.rect, theme.panel);
    if (index.column() == RegionRowsModel::Bars) {
        const double max = index.data(RegionRowsModel::MaxRole).toDouble();
        double y = option.rect.center().y() - kBar;
        for (const int role : {RegionRowsModel::ARole, RegionRowsModel::BRole}) {
            const QVariant value = index.data(role);
            const double room = option.rect.width() - 8.0;
            if (value.isValid() && max > 0.0)
                painter->fillRect(QRectF(option.rect.left() + 4, y,
                                         std::max(1.0, room * value.toDouble() / max), kBar),
                                  role == RegionRowsModel::ARole ? theme.sideA : theme.accent);
            y += kBar + 1;
        }
    } else {
        const bool word = index.column() == RegionRowsModel::WordColumn;
        painter->setFont(word ? sansFont(12, chosen ? QFont::DemiBold : QFont::Normal)
                              : monoFont(11));
        painter->setPen(index.column() == RegionRowsModel::Rank ? theme.tx3
                        : chosen                                ? theme.accent
                                                                : theme.tx);
        const QRect line = option.rect.adjusted(0, 0, -2, 0);
        painter->drawText(line,
                          int(Qt::AlignVCenter) |
                              (index.column() == RegionRowsModel::Value ? int(Qt::AlignRight)
                                                                        : int(Qt::AlignLeft)),
                          QFontMetrics(painter->font())
                              .elidedText(index.data().toString(), Qt::ElideRight, line.width()));
    }
    if ((option.state & QStyle::State_HasFocus) != 0) {
        painter->setPen(theme.accent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

} // namespace dare
