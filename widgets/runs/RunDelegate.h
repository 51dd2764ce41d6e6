#pragma once

#include "widgets/runs/RunRow.h"

#include <QStyledItemDelegate>

#include <utility>

namespace dare
{

/// Paints a run: thumbnails A and B, title, settings, a state line and a star; an entry of the
/// queue as one line with its count; groups as small captions. A click on the word at the end of
/// the state line, or on the star, is a signal.
class RunDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int kRowHeight = 64;
    static constexpr int kQueueHeight = 28;
    static constexpr int kGroupHeight = 28;

    explicit RunDelegate(QObject *parent = nullptr);

    /// Compact rows show B's thumbnail alone.
    void setCompact(bool compact) { m_compact = compact; }
    /// Where the action of a row lies; empty where there is none.
    [[nodiscard]] static QRect actionRect(const QRect &row, const RunRow &run);
    [[nodiscard]] static QRect starRect(const QRect &row);
    /// Whether the last click was for an action or the star, not for the row. Asked once.
    [[nodiscard]] bool takeClick() { return std::exchange(m_clicked, false); }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

Q_SIGNALS:
    void resumeRequested(const QString &path);
    void logRequested(const QString &path);
    void starRequested(const QString &path);

private:
    [[nodiscard]] int textLeft(const QRect &row) const;
    void paintRun(QPainter *painter, const QStyleOptionViewItem &option, const RunRow &run) const;
    void paintThumbnails(QPainter *painter, const QRect &row, const RunRow &run) const;

    bool m_compact = false;
    bool m_clicked = false;
};

} // namespace dare
