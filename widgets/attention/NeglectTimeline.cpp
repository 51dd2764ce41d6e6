#include "widgets/attention/NeglectTimeline.h"

#include "widgets/theme/Theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace dare
{

NeglectTimeline::NeglectTimeline(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("neglectTimeline"));
    setAccessibleName(tr("Steps at which a word's share is below the threshold"));
}

void NeglectTimeline::setShares(const StepShares &shares)
{
    m_shares = shares;
    QStringList found;
    for (std::size_t side = 0; side < m_shares.sides.size(); ++side) {
        const auto &neglected = m_shares.sides[side].neglected;
        for (std::size_t word = 0; word < neglected.size(); ++word) {
            if (neglected[word])
                found << tr("%1 neglected in %2")
                             .arg(QString::fromStdString(m_shares.labels[word]),
                                  side == 0 ? QStringLiteral("A") : QStringLiteral("B"));
        }
    }
    setAccessibleDescription(found.isEmpty() ? tr("No word is neglected")
                                             : found.join(QStringLiteral(", ")));
    update();
}

void NeglectTimeline::setRows(int rowHeight, int scrolled)
{
    m_rowHeight = rowHeight;
    m_scrolled = scrolled;
    update();
}

void NeglectTimeline::setStep(int step)
{
    m_step = step;
    update();
}

bool NeglectTimeline::lit(int side, int word, int step) const
{
    const auto &words = m_shares.sides[static_cast<std::size_t>(side)].words;
    const auto w = static_cast<std::size_t>(word);
    const auto s = static_cast<std::size_t>(step);
    return w < words.size() && s < words[w].size() &&
           static_cast<double>(words[w][s]) < m_shares.threshold;
}

void NeglectTimeline::paintEvent(QPaintEvent *)
{
    if (m_shares.steps <= 0)
        return;
    const Theme &theme = currentTheme();
    QPainter painter(this);
    const double wide = double(width()) / m_shares.steps;
    const int strip = (m_rowHeight - 3) / 2;
    for (int word = 0; word < static_cast<int>(m_shares.labels.size()); ++word) {
        const int top = word * m_rowHeight - m_scrolled;
        for (int side = 0; side < 2; ++side) {
            const int y = top + 1 + side * (strip + 1);
            for (int step = 0; step < m_shares.steps; ++step) {
                const QRectF cell(step * wide, y, wide - 1.0, strip);
                const bool on = lit(side, word, step);
                painter.fillRect(cell, !on ? theme.track : side == 0 ? theme.sideA : theme.accent);
            }
        }
    }
    if (m_step >= 0) {
        painter.setPen(QPen(theme.tx, 1));
        painter.drawRect(
            QRectF(m_step * wide - 0.5, 0.5, wide,
                   std::min<double>(height() - 1.0, double(m_shares.labels.size()) * m_rowHeight)));
    }
}

int NeglectTimeline::wordAt(int y) const
{
    const int word = (y + m_scrolled) / m_rowHeight;
    return word < static_cast<int>(m_shares.labels.size()) ? word : -1;
}

int NeglectTimeline::stepAt(int x) const
{
    return m_shares.steps <= 0
               ? -1
               : std::clamp(x * m_shares.steps / std::max(1, width()), 0, m_shares.steps - 1);
}

void NeglectTimeline::mousePressEvent(QMouseEvent *event)
{
    const int word = wordAt(qRound(event->position().y()));
    const int step = stepAt(qRound(event->position().x()));
    if (word >= 0 && step >= 0)
        Q_EMIT picked(word, step);
}

bool NeglectTimeline::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int word = wordAt(help->pos().y());
    const int step = stepAt(help->pos().x());
    if (word < 0 || step < 0)
        return QWidget::event(event);
    QStringList lines{QString::fromStdString(m_shares.labels[static_cast<std::size_t>(word)]) +
                      tr(", step %1").arg(step + 1)};
    for (std::size_t side = 0; side < 2; ++side) {
        const auto &words = m_shares.sides[side].words;
        const auto w = static_cast<std::size_t>(word);
        const auto s = static_cast<std::size_t>(step);
        if (w < words.size() && s < words[w].size())
            lines << tr("%1: share %2%3")
                         .arg(side == 0 ? QStringLiteral("A") : QStringLiteral("B"))
                         .arg(double(words[w][s]), 0, 'f', 2)
                         .arg(m_shares.sides[side].neglected[w] ? tr(", neglected") : QString());
    }
    QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), this);
    return true;
}

} // namespace dare
