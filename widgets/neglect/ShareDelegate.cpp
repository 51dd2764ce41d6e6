#include "widgets/neglect/ShareDelegate.h"

#include "widgets/neglect/NeglectModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"
#include "widgets/theme/Theme.h"

#include <QAbstractProxyModel>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace dare
{

namespace
{

constexpr double kMostShare = 2.0; // the line above; larger shares lie at the top
constexpr int kIcon = 12;
constexpr int kPadding = 6; // as the header's

QModelIndex sourceOf(const QModelIndex &index)
{
    const auto *proxy = qobject_cast<const QAbstractProxyModel *>(index.model());
    return proxy != nullptr ? proxy->mapToSource(index) : index;
}

} // namespace

ShareDelegate::ShareDelegate(const NeglectModel *model, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model)
{
}

void ShareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const QModelIndex source = sourceOf(index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(option.rect, selected ? theme.accentTint : theme.panel);
    switch (source.column()) {
    case NeglectModel::WordColumn:
        paintWord(painter, option.rect, source);
        break;
    case NeglectModel::SharesA:
    case NeglectModel::SharesB:
        paintShares(painter, QRectF(option.rect).adjusted(kPadding, 3, -8, -3), source.row(),
                    source.column() == NeglectModel::SharesA ? Side::A : Side::B);
        break;
    case NeglectModel::VerdictColumn:
        paintVerdict(painter, option.rect, source);
        break;
    default:
        paintNow(painter, option.rect, source);
    }
    painter->restore();
}

void ShareDelegate::paintWord(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    painter->setFont(sansFont(12, QFont::Medium));
    painter->setPen(currentTheme().tx);
    const QRect line = rect.adjusted(12, 0, -4, 0);
    painter->drawText(
        line, Qt::AlignVCenter | Qt::AlignLeft,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, line.width()));
}

void ShareDelegate::paintShares(QPainter *painter, const QRectF &rect, int row, Side side) const
{
    const Theme &theme = currentTheme();
    const NeglectRun &run = m_model->run();
    const double threshold = run.rule.share;
    const int steps = std::max(2, run.steps);
    const auto x = [&](int step) { return rect.left() + rect.width() * step / (steps - 1); };
    const auto y = [&](double share) {
        return rect.bottom() - rect.height() * std::min(share, kMostShare) / kMostShare;
    };
    const std::vector<float> &before = m_model->before(row, side);
    const auto &judged = run.words[static_cast<std::size_t>(row)].judged;
    const double half = rect.width() / (steps - 1) / 2.0;
    for (std::size_t step = kFirstJudgedStep;
         judged[side == Side::A ? 0 : 1] && step < before.size(); ++step) {
        if (static_cast<double>(before[step]) < threshold)
            painter->fillRect(
                QRectF(x(static_cast<int>(step)) - half, rect.top(), 2 * half, rect.height()),
                theme.warnTint);
    }
    painter->setPen(QPen(theme.tx3, 1.0, Qt::CustomDashLine));
    QPen dashed(theme.tx3, 1.0);
    dashed.setDashPattern({2.0, 3.0});
    painter->setPen(dashed);
    painter->drawLine(QPointF(rect.left(), y(threshold)), QPointF(rect.right(), y(threshold)));
    const auto line = [&](const std::vector<float> &shares, double width, const QColor &color) {
        QPainterPath path;
        for (std::size_t step = 0; step < shares.size(); ++step) {
            const QPointF point(x(static_cast<int>(step)), y(static_cast<double>(shares[step])));
            step == 0 ? path.moveTo(point) : path.lineTo(point);
        }
        painter->setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(path);
        if (shares.size() == 1)
            painter->drawPoint(QPointF(x(0), y(static_cast<double>(shares[0]))));
    };
    const QColor color = side == Side::A ? theme.sideA : theme.accent;
    if (m_model->after(row, side) != before)
        line(m_model->after(row, side), 0.8, mixed(theme.panel, color, 0.6));
    line(before, 1.8, color);
    const int now = m_model->currentStep();
    if (now >= 0 && now < static_cast<int>(before.size())) {
        painter->setPen(QPen(theme.tx, 1.0));
        painter->drawLine(QPointF(x(now), rect.top()), QPointF(x(now), rect.bottom()));
    }
}

void ShareDelegate::paintNow(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const Side side = index.column() == NeglectModel::NowA ? Side::A : Side::B;
    const float share = m_model->now(index.row(), side);
    const bool low = share >= 0.0F && static_cast<double>(share) < m_model->run().rule.share;
    painter->setFont(monoFont(11, low ? QFont::Medium : QFont::Normal));
    painter->setPen(low ? theme.warn : theme.tx2);
    painter->drawText(rect.adjusted(0, 0, -kPadding, 0), Qt::AlignVCenter | Qt::AlignRight,
                      index.data().toString());
}

void ShareDelegate::paintVerdict(QPainter *painter, const QRect &rect,
                                 const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const QString text = index.data().toString();
    painter->setFont(sansFont(11, QFont::Medium));
    const bool neglected = m_model->neglectedFrom(index.row(), Side::A) >= 0 ||
                           m_model->neglectedFrom(index.row(), Side::B) >= 0;
    if (!neglected) {
        painter->setPen(theme.tx2);
        painter->drawText(rect.adjusted(kPadding, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          text);
        return;
    }
    const int wide = painter->fontMetrics().horizontalAdvance(text) + kIcon + 16;
    const QRect tag(rect.left() + kPadding, rect.center().y() - 8,
                    std::min(wide, rect.width() - kPadding - 4), 18);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.warnTint);
    painter->drawRoundedRect(tag, 4, 4);
    const double ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(tag.left() + 5, tag.center().y() - kIcon / 2 + 1,
                        tintedPixmap(QStringLiteral("warn"), theme.warn, kIcon, ratio));
    painter->setPen(theme.warn);
    const QRect line = tag.adjusted(kIcon + 9, 0, -4, 0);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
}

} // namespace dare
