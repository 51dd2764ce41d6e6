#include "widgets/runs/RunDelegate.h"

#include "widgets/runs/RunRowPaint.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"

#include <QAbstractProxyModel>
#include <QMouseEvent>
#include <QPainter>

namespace dare
{

namespace
{

constexpr int kPadding = 12;
constexpr int kThumb = 34;
constexpr int kStar = 14;

const RunRow *runOf(const QModelIndex &index)
{
    QModelIndex source = index;
    if (const auto *proxy = qobject_cast<const QAbstractProxyModel *>(index.model()))
        source = proxy->mapToSource(index);
    const auto *model = qobject_cast<const RunsModel *>(source.model());
    return model != nullptr ? model->row(source) : nullptr;
}

void paintGroup(QPainter *painter, const QRect &rect, const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const QRect line = rect.adjusted(kPadding, 4, -kPadding, 0);
    drawElided(painter, line, sansFont(11, QFont::Medium), theme.tx3, index.data().toString());
    painter->setFont(sansFont(11));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                      index.data(RunsModel::NoteRole).toString());
}

void paintGround(QPainter *painter, const QStyleOptionViewItem &option)
{
    const Theme &theme = currentTheme();
    const QRect row = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, theme.accentTint);
        painter->fillRect(QRect(row.left(), row.top(), 2, row.height()), theme.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(row, theme.hover);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(theme.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(row.adjusted(0, 0, -1, -1));
    }
}

void paintEntry(QPainter *painter, const QRect &row, const RunRow &entry)
{
    const Theme &theme = currentTheme();
    int right = row.right() - kPadding;
    if (entry.jobs > 1) {
        const QString count = QString::number(entry.jobs);
        const int width = QFontMetrics(sansFont(11, QFont::DemiBold)).horizontalAdvance(count) + 12;
        right -= width;
        drawTag(painter, right, row.center().y() + 1, count, theme.tx2, theme.hover);
        right -= 8;
    }
    drawElided(painter,
               QRect(row.left() + kPadding, row.top(), right - row.left() - kPadding, row.height()),
               sansFont(12), theme.tx, entry.title);
}

void paintState(QPainter *painter, const QRect &line, const RunRow &run)
{
    const Theme &theme = currentTheme();
    const int middle = line.center().y() + 1;
    int x = line.left();
    if (run.state == RunRow::State::Running) {
        x = drawNeglect(painter, x, middle, run, false);
        drawProgress(painter, line.adjusted(x - line.left(), 0, 0, 0), run);
        return;
    }
    const QString state = stateText(run);
    const bool failed = run.state == RunRow::State::Failed;
    if (!state.isEmpty())
        x = drawTag(painter, x, middle, state, failed ? theme.err : theme.tx2,
                    failed ? theme.errTint : theme.hover);
    if (run.state == RunRow::State::Finished)
        drawNeglect(painter, x, middle, run);
}

} // namespace

RunDelegate::RunDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

QRect RunDelegate::actionRect(const QRect &row, const RunRow &run)
{
    const QString words = actionText(run);
    if (words.isEmpty())
        return {};
    const int width = QFontMetrics(sansFont(11, QFont::DemiBold)).horizontalAdvance(words);
    return {row.right() - kPadding - width, row.top() + 40, width + 4, 20};
}

QRect RunDelegate::starRect(const QRect &row)
{
    return {row.right() - kPadding - kStar + 2, row.top() + 8, kStar, kStar};
}

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const RunRow *run = runOf(index);
    if (run == nullptr) {
        paintGroup(painter, option.rect, index);
    } else {
        paintGround(painter, option);
        if (run->state == RunRow::State::Queued) {
            paintEntry(painter, option.rect, *run);
        } else {
            (void)index.data(Qt::DecorationRole); // asks for thumbnails that are not there yet
            paintRun(painter, option, *run);
        }
    }
    painter->restore();
}

void RunDelegate::paintRun(QPainter *painter, const QStyleOptionViewItem &option,
                           const RunRow &run) const
{
    const Theme &theme = currentTheme();
    const QRect row = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool star = run.starred || option.state.testFlag(QStyle::State_MouseOver);
    paintThumbnails(painter, row, run);
    const int left = textLeft(row);
    const QRect text(left, row.top() + 7, row.right() - kPadding - left, 16);
    drawElided(painter, star ? text.adjusted(0, 0, -kStar - 4, 0) : text,
               sansFont(12, selected ? QFont::DemiBold : QFont::Normal), theme.tx, run.title);
    if (star)
        painter->drawPixmap(
            starRect(row).topLeft(),
            tintedPixmap(run.starred ? QStringLiteral("starred") : QStringLiteral("star"),
                         run.starred ? theme.accent : theme.tx3, kStar,
                         painter->device()->devicePixelRatioF()));
    drawElided(painter, text.translated(0, 18), sansFont(11), theme.tx3, run.settings);
    paintState(painter, text.translated(0, 35), run);
    const QRect action = actionRect(row, run);
    if (!action.isEmpty()) {
        painter->setFont(sansFont(11, QFont::DemiBold));
        painter->setPen(theme.accent);
        painter->drawText(action, Qt::AlignLeft | Qt::AlignVCenter, actionText(run));
    }
}

int RunDelegate::textLeft(const QRect &row) const
{
    return row.left() + kPadding + (m_compact ? 1 : 2) * (kThumb + 2) + 8;
}

void RunDelegate::paintThumbnails(QPainter *painter, const QRect &row, const RunRow &run) const
{
    int x = row.left() + kPadding;
    for (const QImage *image : {&run.thumbA, &run.thumbB}) {
        // A run of one side has one picture, which compact rows show whichever side it is.
        const bool one = run.thumbA.isNull() != run.thumbB.isNull();
        if (m_compact && (one ? image->isNull() : image == &run.thumbA))
            continue;
        drawThumbnail(painter, QRect(x, row.top() + 8, kThumb, kThumb), *image);
        x += kThumb + 2;
    }
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const int state = index.data(RunsModel::StateRole).toInt();
    const bool queued = state == static_cast<int>(RunRow::State::Queued);
    return {120, state < 0 ? kGroupHeight : queued ? kQueueHeight : kRowHeight};
}

bool RunDelegate::editorEvent(QEvent *event, QAbstractItemModel *,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease)
        return false;
    const RunRow *run = runOf(index);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (run == nullptr || run->state == RunRow::State::Queued || mouse->button() != Qt::LeftButton)
        return false;
    const QPoint position = mouse->position().toPoint();
    const QString path = run->path; // the row may move while it is acted on
    if (starRect(option.rect).adjusted(-5, -5, 5, 5).contains(position)) {
        m_clicked = true;
        Q_EMIT starRequested(path);
        return true;
    }
    if (!actionRect(option.rect, *run).adjusted(-4, -2, 4, 2).contains(position))
        return false;
    m_clicked = true;
    if (run->action() == RunRow::Action::ShowLog)
        Q_EMIT logRequested(path);
    else
        Q_EMIT resumeRequested(path);
    return true;
}

void RunDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                       const QModelIndex &) const
{
    const int left = textLeft(option.rect) - 9; // the field's own padding
    editor->setGeometry(left, option.rect.top() + 3, option.rect.right() - 4 - left, 24);
}

} // namespace dare
