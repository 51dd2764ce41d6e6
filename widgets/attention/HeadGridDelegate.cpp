#include "widgets/attention/HeadGridDelegate.h"

#include "widgets/attention/HeadGridModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QPainter>

namespace dare
{

void HeadGridDelegate::setPinned(int layer, int head)
{
    m_layer = layer;
    m_head = head;
}

void HeadGridDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const QRect cell = option.rect.adjusted(1, 1, -2, -2);
    painter->save();
    painter->fillRect(option.rect, theme.panel);
    if (index.data(HeadGridModel::CapturedRole).toBool()) {
        painter->drawImage(cell, index.data(Qt::DecorationRole).value<QImage>());
    } else {
        painter->fillRect(cell, theme.track);
        painter->fillRect(cell, QBrush(theme.tx3, Qt::BDiagPattern));
    }
    const int rank = index.data(HeadGridModel::RankRole).toInt();
    const bool pinned = (m_layer == index.row() || m_layer < 0) &&
                        (m_head == index.column() || m_head < 0) && (m_layer >= 0 || m_head >= 0);
    const bool focused = (option.state & QStyle::State_HasFocus) != 0;
    if (rank > 0) {
        painter->setPen(QPen(theme.accent, 2));
        painter->drawRect(cell.adjusted(1, 1, -1, -1));
        painter->setFont(monoFont(10, QFont::Medium));
        const QRect tag(cell.left() + 2, cell.top() + 2, 11, 13);
        painter->fillRect(tag, theme.accent);
        painter->setPen(theme.onAccent);
        painter->drawText(tag, Qt::AlignCenter, QString::number(rank));
    }
    if (pinned || focused) {
        painter->setPen(QPen(pinned ? theme.tx : theme.accent, 2));
        painter->drawRect(option.rect.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

} // namespace dare
