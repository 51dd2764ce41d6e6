#include "widgets/runs/RunDelegate.h"

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

const RunRow *runOf(const QModelIndex &index)
{
    QModelIndex source = index;
    if (const auto *proxy = qobject_cast<const QAbstractProxyModel *>(index.model()))
        source = proxy->mapToSource(index);
    const auto *model = qobject_cast<const RunsModel *>(source.model());
    return model != nullptr ? model->row(source) : nullptr;
}

void drawElided(QPainter *painter, const QRect &rect, const QFont &font, const QColor &color,
                const QString &text)
{
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

/// @return the x after the tag and its gap
int drawTag(QPainter *painter, int x, int middle, const QString &text, const QColor &color,
            const QColor &tint, bool warn = false)
{
    const QFont font = sansFont(11, QFont::DemiBold);
    const QFontMetrics metrics(font);
    const int icon = warn ? 15 : 0;
    const QRect box(x, middle - 8, metrics.horizontalAdvance(text) + icon + 12, 16);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tint);
    painter->drawRoundedRect(box, 4, 4);
    painter->setFont(font);
    painter->setPen(color);
    if (!warn) {
        painter->drawText(box, Qt::AlignCenter, text);
        return box.right() + 7;
    }
    // "A ! 1": the letter, the triangle, the count.
    const QString side = text.left(1);
    painter->drawText(box.adjusted(6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, side);
    painter->drawText(box.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, text.mid(2));
    painter->drawPixmap(
        box.left() + 8 + metrics.horizontalAdvance(side), middle - 6,
        tintedPixmap(QStringLiteral("warn"), color, 12, painter->device()->devicePixelRatioF()));
    return box.right() + 7;
}

void drawProgress(QPainter *painter, const QRect &line, const RunRow &run)
{
    const Theme &theme = currentTheme();
    const QString text = QStringLiteral("%1/%2").arg(run.stepsDone).arg(run.steps);
    const QFont font = monoFont(11);
    const int textWidth = QFontMetrics(font).horizontalAdvance(text);
    const QRectF bar(line.left(), line.center().y() - 1, line.width() - textWidth - 8, 4);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.track);
    painter->drawRoundedRect(bar, 2, 2);
    QRectF done = bar;
    done.setWidth(run.steps > 0 ? bar.width() * run.stepsDone / run.steps : 0.0);
    painter->setBrush(theme.accent);
    painter->drawRoundedRect(done, 2, 2);
    painter->setFont(font);
    painter->setPen(theme.tx2);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
}

} // namespace

RunDelegate::RunDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

QRect RunDelegate::resumeRect(const QRect &row, const RunRow &run)
{
    const bool resumable =
        run.state == RunRow::State::Cancelled || run.state == RunRow::State::Failed;
    if (!resumable)
        return {};
    const int width = QFontMetrics(sansFont(11, QFont::DemiBold)).horizontalAdvance(tr("Resume"));
    return {row.right() - kPadding - width, row.top() + 40, width + 4, 20};
}

void RunDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const RunRow *run = runOf(index);
    if (run == nullptr) {
        drawElided(painter, option.rect.adjusted(kPadding, 4, -kPadding, 0),
                   sansFont(11, QFont::Medium), theme.tx3, index.data().toString());
        painter->restore();
        return;
    }
    const QRect row = option.rect;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected) {
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
    (void)index.data(Qt::DecorationRole); // asks for thumbnails that are not there yet
    const int left = paintThumbnails(painter, row, *run);
    const QRect text(left, row.top() + 7, row.right() - kPadding - left, 16);
    drawElided(painter, text, sansFont(12, selected ? QFont::DemiBold : QFont::Normal), theme.tx,
               run->title);
    drawElided(painter, text.translated(0, 18), sansFont(11), theme.tx3, run->settings);
    paintState(painter, text.translated(0, 35), row, *run);
    painter->restore();
}

int RunDelegate::paintThumbnails(QPainter *painter, const QRect &row, const RunRow &run) const
{
    const Theme &theme = currentTheme();
    int x = row.left() + kPadding;
    for (const QImage *image : {&run.thumbA, &run.thumbB}) {
        if (m_compact && image == &run.thumbA)
            continue;
        const QRect cell(x, row.top() + 8, kThumb, kThumb);
        x += kThumb + 2;
        QRect box = cell;
        if (!image->isNull()) {
            const QSize size = image->size().scaled(cell.size(), Qt::KeepAspectRatio);
            box = QRect(cell.left() + (kThumb - size.width()) / 2, cell.top(), size.width(),
                        size.height());
            painter->setRenderHint(QPainter::SmoothPixmapTransform);
            painter->drawImage(box, *image);
            continue;
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.track);
        painter->drawRoundedRect(box, 3, 3);
    }
    return x + 8;
}

void RunDelegate::paintState(QPainter *painter, const QRect &line, const QRect &row,
                             const RunRow &run)
{
    const Theme &theme = currentTheme();
    const int middle = line.center().y() + 1;
    int x = line.left();
    switch (run.state) {
    case RunRow::State::Running:
        drawProgress(painter, line, run);
        break;
    case RunRow::State::Paused:
        drawTag(painter, x, middle, tr("Paused %1/%2").arg(run.stepsDone).arg(run.steps), theme.tx2,
                theme.hover);
        break;
    case RunRow::State::Cancelled:
        drawTag(painter, x, middle, tr("Cancelled %1/%2").arg(run.stepsDone).arg(run.steps),
                theme.tx2, theme.hover);
        break;
    case RunRow::State::Failed:
        drawTag(painter, x, middle, tr("Failed %1/%2").arg(run.stepsDone).arg(run.steps), theme.err,
                theme.errTint);
        break;
    case RunRow::State::Finished:
        for (const auto &[side, count] : {std::pair{QStringLiteral("A"), run.neglectedA},
                                          {QStringLiteral("B"), run.neglectedB}}) {
            if (count < 0)
                continue;
            const QString text = QStringLiteral("%1 %2").arg(side).arg(count);
            x = drawTag(painter, x, middle, text, count > 0 ? theme.warn : theme.tx2,
                        count > 0 ? theme.warnTint : theme.hover, count > 0);
        }
        break;
    }
    const QRect resume = resumeRect(row, run);
    if (!resume.isEmpty()) {
        painter->setFont(sansFont(11, QFont::DemiBold));
        painter->setPen(theme.accent);
        painter->drawText(resume, Qt::AlignLeft | Qt::AlignVCenter, tr("Resume"));
    }
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {120, index.data(RunsModel::IsGroupRole).toBool() ? kGroupHeight : kRowHeight};
}

bool RunDelegate::editorEvent(QEvent *event, QAbstractItemModel *,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::MouseButtonRelease)
        return false;
    const RunRow *run = runOf(index);
    if (run == nullptr)
        return false;
    const QPoint position = static_cast<QMouseEvent *>(event)->position().toPoint();
    if (!resumeRect(option.rect, *run).adjusted(-4, -2, 4, 2).contains(position))
        return false;
    Q_EMIT resumeRequested(run->path);
    return true;
}

} // namespace dare
