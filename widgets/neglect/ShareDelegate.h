#pragma once

#include "core/types/Recipe.h"

#include <QStyledItemDelegate>

namespace dare
{

class NeglectModel;

/// Cells of the neglect meter: word, sparkline, value, verdict. A sparkline runs over all steps of
/// the run: the share before reweighting thick, after it thin; a dashed line at the threshold, an
/// amber band where below it.
class ShareDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit ShareDelegate(const NeglectModel *model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintWord(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void paintShares(QPainter *painter, const QRectF &rect, int row, Side side) const;
    void paintNow(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void paintVerdict(QPainter *painter, const QRect &rect, const QModelIndex &index) const;

    const NeglectModel *m_model;
};

} // namespace dare
