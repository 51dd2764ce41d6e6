#include "widgets/attention/RegionTimeline.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/ViewModel.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <numeric>

namespace dare
{

namespace
{

constexpr std::size_t kShown = 3;
constexpr int kLegend = 18;

} // namespace

RegionTimeline::RegionTimeline(InspectModel *inspect, ViewModel *view, QWidget *parent)
    : QWidget(parent), m_inspect(inspect), m_view(view)
{
    setObjectName(QStringLiteral("regionTimeline"));
    setAccessibleName(tr("The first three words of the region through the frames"));
    setToolTip(tr("Mean p in the box through the frames; click goes to a frame"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(inspect, &InspectModel::seriesChanged, this, &RegionTimeline::refresh);
    connect(view, &ViewModel::frameChanged, this, qOverload<>(&QWidget::update));
}

const std::vector<std::vector<float>> &RegionTimeline::values() const
{
    const auto &series = m_inspect->series();
    return series.values[1].empty() ? series.values[0] : series.values[1];
}

void RegionTimeline::refresh()
{
    const auto &rows = values();
    std::vector<double> total;
    for (const std::vector<float> &row : rows)
        total.push_back(std::accumulate(row.begin(), row.end(), 0.0));
    m_top.resize(rows.size());
    std::iota(m_top.begin(), m_top.end(), std::size_t(0));
    std::stable_sort(m_top.begin(), m_top.end(),
                     [&](std::size_t a, std::size_t b) { return total[a] > total[b]; });
    m_top.resize(std::min(m_top.size(), kShown));
    m_max = 0.0F;
    QStringList names;
    for (const std::size_t row : m_top) {
        names << QString::fromStdString(m_inspect->series().labels[row]);
        for (const float value : rows[row])
            m_max = std::max(m_max, value);
    }
    setAccessibleDescription(names.join(QStringLiteral(", ")));
    update();
}

void RegionTimeline::drawRow(QPainter &painter, std::size_t place) const
{
    const std::vector<float> &row = values()[m_top[place]];
    const QRectF plot = QRectF(rect()).adjusted(0.5, kLegend + 0.5, -0.5, -0.5);
    QPainterPath path;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const double x =
            plot.left() + plot.width() * (double(i) + 0.5) / static_cast<double>(row.size());
        const double y = plot.bottom() - 3.0 - (plot.height() - 6.0) * double(row[i] / m_max);
        if (i == 0)
            path.moveTo(x, y);
        else
            path.lineTo(x, y);
    }
    const Theme &theme = currentTheme();
    // Told apart by dashes, too, not by colour alone.
    QPen pen(place == 0   ? theme.accent
             : place == 1 ? theme.tx
                          : theme.tx3,
             place == 0 ? 2.0 : 1.5, place == 2 ? Qt::DashLine : Qt::SolidLine);
    painter.setPen(pen);
    painter.drawPath(path);
}

void RegionTimeline::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(sansFont(11));
    painter.setPen(theme.tx3);
    const QString side =
        m_inspect->series().values[1].empty() ? QStringLiteral("A") : QStringLiteral("B");
    painter.drawText(QRect(0, 0, width(), kLegend), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("%1, through frames").arg(side));
    painter.setPen(theme.line2);
    painter.setBrush(theme.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, kLegend + 0.5, -0.5, -0.5), 3, 3);
    painter.setBrush(Qt::NoBrush);
    if (m_top.empty() || !(m_max > 0.0F))
        return;
    int right = width();
    for (std::size_t place = m_top.size(); place-- > 0;) {
        drawRow(painter, place);
        const QString name = QString::fromStdString(m_inspect->series().labels[m_top[place]]) +
                             (place == 2 ? QStringLiteral(" - -") : QString());
        const int wide = painter.fontMetrics().horizontalAdvance(name);
        if (right - wide < 110)
            continue;
        painter.drawText(QRect(right - wide, 0, wide + 1, kLegend), Qt::AlignVCenter, name);
        right -= wide + 10;
    }
    const double frames = std::max(1, m_view->frameCount());
    const double x = width() * (m_view->frame() + 0.5) / frames;
    painter.setPen(QPen(theme.tx, 1));
    painter.drawLine(QPointF(x, kLegend + 1), QPointF(x, height() - 1));
}

void RegionTimeline::seek(double x)
{
    const int frames = m_view->frameCount();
    if (frames > 0)
        m_view->setFrame(static_cast<int>(x * frames / std::max(1, width())));
}

void RegionTimeline::mousePressEvent(QMouseEvent *event)
{
    seek(event->position().x());
}

void RegionTimeline::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) != 0)
        seek(event->position().x());
}

} // namespace dare
