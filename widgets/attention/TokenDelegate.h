#pragma once

#include <QStyledItemDelegate>

namespace dare
{

/// Paints a row of tokensView: colour of density, word, rho, u, and the masses of A and B as paired
/// bars on one scale. A bar that would be longer ends in a gap.
class TokenDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintWord(QPainter *painter, const QRect &rect, const QModelIndex &index,
                   bool selected) const;
    void paintNumber(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void paintMasses(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
};

} // namespace dare
