#pragma once

#include <QStyledItemDelegate>

namespace dare
{

/// Paints one head's thumbnail: hatched where it was not captured, framed where it is looked at,
/// outlined with its rank where a search found it.
class HeadGridDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    /// -1: the mean
    void setPinned(int layer, int head);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    int m_layer = -1;
    int m_head = -1;
};

} // namespace dare
