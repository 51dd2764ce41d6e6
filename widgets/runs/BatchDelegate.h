#pragma once

#include <QStyledItemDelegate>

namespace dare
{

/// Paints a run of a batch as a card: pictures of the sides that ran, and below them the seed with
/// its rank and a meter of the most neglected word, or in a sweep the tags of neglected words.
class BatchDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit BatchDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

} // namespace dare
