#pragma once

#include <QStyledItemDelegate>

namespace dare
{

/// A row of regionView: rank, word, A over B as bars on one scale, value.
class RegionDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setSelectedWords(const QStringList &words) { m_words = words; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    QStringList m_words;
};

} // namespace dare
