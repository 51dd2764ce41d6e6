#include "widgets/runs/RunRowPaint.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"

#include <QCoreApplication>
#include <QPainter>

namespace dare
{

namespace
{

QString tr(const char *words)
{
    return QCoreApplication::translate("RunRow", words);
}

} // namespace

void drawElided(QPainter *painter, const QRect &rect, const QFont &font, const QColor &color,
                const QString &text)
{
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

int drawTag(QPainter *painter, int x, int middle, const QString &text, const QColor &color,
            const QColor &tint, bool warn)
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

int drawNeglect(QPainter *painter, int x, int middle, const RunRow &run, bool withNone)
{
    const Theme &theme = currentTheme();
    for (const auto &[side, count] :
         {std::pair{QStringLiteral("A"), run.neglectedA}, {QStringLiteral("B"), run.neglectedB}}) {
        if (count < 0 || (count == 0 && !withNone))
            continue;
        x = drawTag(painter, x, middle, QStringLiteral("%1 %2").arg(side).arg(count),
                    count > 0 ? theme.warn : theme.tx2, count > 0 ? theme.warnTint : theme.hover,
                    count > 0);
    }
    return x;
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

void drawThumbnail(QPainter *painter, const QRect &cell, const QImage &image)
{
    if (image.isNull()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(currentTheme().track);
        painter->drawRoundedRect(cell, 3, 3);
        return;
    }
    const QSize size = image.size().scaled(cell.size(), Qt::KeepAspectRatio);
    const QRect box(cell.left() + (cell.width() - size.width()) / 2,
                    cell.top() + (cell.height() - size.height()) / 2, size.width(), size.height());
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawImage(box, image);
}

QString stateText(const RunRow &run)
{
    const bool planned = run.batch.kind == BatchKind::Triage;
    switch (run.state) {
    case RunRow::State::Paused:
        return tr("Paused %1/%2").arg(run.stepsDone).arg(run.steps);
    case RunRow::State::Cancelled:
        return (planned ? tr("Triage %1/%2") : tr("Cancelled %1/%2"))
            .arg(run.stepsDone)
            .arg(run.steps);
    case RunRow::State::Failed:
        return run.reason.isEmpty() ? tr("Failed %1/%2").arg(run.stepsDone).arg(run.steps)
                                    : run.reason;
    default:
        return {};
    }
}

QString actionText(const RunRow &run)
{
    switch (run.action()) {
    case RunRow::Action::Resume:
        return tr("Resume");
    case RunRow::Action::DecodeAgain:
        return tr("Decode again");
    case RunRow::Action::ShowLog:
        return tr("Show log");
    case RunRow::Action::None:
        break;
    }
    return {};
}

} // namespace dare
