#pragma once

#include <QStyledItemDelegate>

namespace dare
{

/// A compare mode: its picture of the current sources, its name and key.
class ModeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role { PictureRole = Qt::UserRole + 1, KeyRole };

    using QStyledItemDelegate::QStyledItemDelegate;
    void setCompact(bool compact) { m_compact = compact; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    bool m_compact = false;
};

} // namespace dare
