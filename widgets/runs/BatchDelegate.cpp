#include "widgets/runs/BatchDelegate.h"

#include "widgets/runs/BatchModel.h"
#include "widgets/runs/RunRowPaint.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kPicture = 76;
constexpr int kPadding = 8;
constexpr int kWidth = 2 * kPicture + 4 + 2 * kPadding;
constexpr int kTriageHeight = kPadding + kPicture + 6 + 18 + 2 * 16 + kPadding;
constexpr int kSweepHeight = kPadding + kPicture + 6 + 18 + kPadding;
constexpr double kFullShare = 2.0; // the right end of a meter
constexpr double kNeglected = 0.5;

/// "A [----|    ] turtle 0.37": the share of the most neglected word, dashed where neglect begins.
void paintMeter(QPainter *painter, const QRect &line, QChar letter, const ShareReading &share)
{
    const Theme &theme = currentTheme();
    const bool low = share.below > 0;
    const QFont font = sansFont(11);
    painter->setFont(font);
    painter->setPen(theme.tx3);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, letter);
    const QRect track(line.left() + 14, line.center().y() - 1, 46, 4);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.track);
    painter->drawRoundedRect(track, 2, 2);
    if (share.worst >= 0.0) {
        QRectF bar = track;
        bar.setWidth(track.width() * std::min(1.0, share.worst / kFullShare));
        painter->setBrush(low                          ? theme.warn
                          : letter == QLatin1Char('A') ? theme.sideA
                                                       : theme.accent);
        painter->drawRoundedRect(bar, 2, 2);
    }
    const int x = track.left() + static_cast<int>(track.width() * kNeglected / kFullShare);
    painter->setPen(QPen(theme.tx3, 1, Qt::DotLine));
    painter->drawLine(x, track.top() - 3, x, track.bottom() + 3);
    if (share.worst < 0.0)
        return;
    const QRect words = line.adjusted(track.right() - line.left() + 8, 0, 0, 0);
    const QString value = QString::number(share.worst, 'f', 2);
    const int width = QFontMetrics(monoFont(11)).horizontalAdvance(value);
    drawElided(painter, words.adjusted(0, 0, -width - 4, 0), font, low ? theme.warn : theme.tx2,
               QString::fromStdString(share.word));
    painter->setFont(monoFont(11));
    painter->setPen(low ? theme.warn : theme.tx2);
    painter->drawText(words, Qt::AlignRight | Qt::AlignVCenter, value);
}

void paintPictures(QPainter *painter, const QRect &card, const RunRow *run)
{
    const bool both = run == nullptr || (run->shareA.ran && run->shareB.ran) ||
                      (!run->shareA.ran && !run->shareB.ran);
    const QRect left(card.left() + kPadding, card.top() + kPadding, kPicture, kPicture);
    if (!both) {
        drawThumbnail(painter, left.translated((kPicture + 4) / 2, 0),
                      run->shareA.ran ? run->thumbA : run->thumbB);
        return;
    }
    drawThumbnail(painter, left, run == nullptr ? QImage() : run->thumbA);
    drawThumbnail(painter, left.translated(kPicture + 4, 0),
                  run == nullptr ? QImage() : run->thumbB);
}

void paintTick(QPainter *painter, const QRect &line, bool chosen)
{
    const Theme &theme = currentTheme();
    const QRect box(line.right() - 13, line.center().y() - 6, 14, 14);
    painter->setPen(chosen ? theme.accent : theme.line2);
    painter->setBrush(chosen ? theme.accent : theme.field);
    painter->drawRoundedRect(box, 3, 3);
    if (chosen)
        painter->drawPixmap(box.left() + 1, box.top() + 1,
                            tintedPixmap(QStringLiteral("check"), theme.onAccent, 12,
                                         painter->device()->devicePixelRatioF()));
}

void paintCaption(QPainter *painter, const QRect &line, const BatchModel &model,
                  const QModelIndex &index)
{
    const Theme &theme = currentTheme();
    const BatchCell &cell = *model.cell(index);
    const RunRow *run = model.run(index);
    int x = line.left();
    if (cell.rank > 0)
        x = drawTag(painter, x, line.center().y() + 1, QString::number(cell.rank),
                    cell.rank == 1 ? theme.onAccent : theme.tx2,
                    cell.rank == 1 ? theme.accent : theme.hover);
    if (run != nullptr && run->state == RunRow::State::Running) {
        drawProgress(painter, line.adjusted(x - line.left(), 0, 0, 0), *run);
        return;
    }
    if (model.isSweep() && run != nullptr && run->state == RunRow::State::Finished) {
        drawNeglect(painter, x, line.center().y() + 1, *run);
        return;
    }
    const QString state =
        run == nullptr ? QCoreApplication::translate("BatchDelegate", "waits") : stateText(*run);
    const bool failed = run != nullptr && run->state == RunRow::State::Failed;
    const QString text = model.isSweep() || failed ? state : cell.label;
    drawElided(painter, QRect(x, line.top(), line.right() - 18 - x, line.height()), monoFont(11),
               failed ? theme.err : theme.tx2, text);
    if (!model.isSweep() && run != nullptr)
        paintTick(painter, line, model.isChosen(index));
}

} // namespace

BatchDelegate::BatchDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

void BatchDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const auto *model = qobject_cast<const BatchModel *>(index.model());
    if (model == nullptr || model->cell(index) == nullptr)
        return;
    const Theme &theme = currentTheme();
    const RunRow *run = model->run(index);
    (void)index.data(Qt::DecorationRole);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect card = option.rect.adjusted(2, 2, -2, -2);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    const bool chosen = model->isChosen(index);
    painter->setPen(QPen(chosen || focused ? theme.accent : theme.line, chosen ? 2 : 1));
    painter->setBrush(chosen ? theme.accentTint : hovered ? theme.hover : theme.panel);
    painter->drawRoundedRect(card, 6, 6);
    paintPictures(painter, card, run);
    const QRect line(card.left() + kPadding, card.top() + kPadding + kPicture + 6,
                     card.width() - 2 * kPadding, 16);
    paintCaption(painter, line, *model, index);
    if (!model->isSweep() && run != nullptr) {
        QRect meter = line.translated(0, 19);
        for (const auto &[letter, share] :
             {std::pair{QLatin1Char('A'), &run->shareA}, {QLatin1Char('B'), &run->shareB}}) {
            if (!share->ran)
                continue;
            paintMeter(painter, meter, letter, *share);
            meter.translate(0, 16);
        }
    }
    painter->restore();
}

QSize BatchDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const BatchModel *>(index.model());
    const bool sweep = model != nullptr && model->isSweep();
    return {kWidth + 4, (sweep ? kSweepHeight : kTriageHeight) + 4};
}

} // namespace dare
