#include "widgets/attention/RowLabels.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kMost = 84;

} // namespace

void RowLabels::setRows(const QStringList &rows, const QStringList &strong)
{
    m_rows = rows;
    m_strong = strong;
    updateGeometry();
    update();
}

void RowLabels::setPlace(int rowHeight, int scrolled)
{
    m_rowHeight = rowHeight;
    m_scrolled = scrolled;
    update();
}

QSize RowLabels::sizeHint() const
{
    const QFontMetrics metrics(sansFont(11, QFont::DemiBold));
    int wide = 24;
    for (const QString &row : m_rows)
        wide = std::max(wide, metrics.horizontalAdvance(row));
    return {std::min(wide, kMost) + 2, 40};
}

void RowLabels::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    for (int row = 0; row < m_rows.size(); ++row) {
        const QRect line(0, row * m_rowHeight - m_scrolled, width(), m_rowHeight);
        if (line.bottom() < 0 || line.top() > height())
            continue;
        const bool strong = m_strong.contains(m_rows[row]);
        painter.setFont(sansFont(11, strong ? QFont::DemiBold : QFont::Normal));
        painter.setPen(strong ? currentTheme().accent : currentTheme().tx2);
        const QString text =
            QFontMetrics(painter.font()).elidedText(m_rows[row], Qt::ElideRight, width());
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

} // namespace dare
