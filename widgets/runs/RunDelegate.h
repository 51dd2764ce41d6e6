#pragma once

#include "widgets/runs/RunRow.h"

#include <QStyledItemDelegate>

namespace dare
{

/// Paints a run: thumbnails A and B, title, settings, and a state line; groups as small captions.
/// A click on the word Resume of a cancelled or failed run emits resumeRequested().
class RunDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int kRowHeight = 64;
    static constexpr int kGroupHeight = 28;

    explicit RunDelegate(QObject *parent = nullptr);

    /// Compact rows show B's thumbnail alone.
    void setCompact(bool compact) { m_compact = compact; }
    /// Where the word Resume of a row lies; empty where the run cannot be resumed.
    [[nodiscard]] static QRect resumeRect(const QRect &row, const RunRow &run);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;

Q_SIGNALS:
    void resumeRequested(const QString &path);

private:
    int paintThumbnails(QPainter *painter, const QRect &row, const RunRow &run) const;
    static void paintState(QPainter *painter, const QRect &line, const QRect &row,
                           const RunRow &run);

    bool m_compact = false;
};

} // namespace dare
