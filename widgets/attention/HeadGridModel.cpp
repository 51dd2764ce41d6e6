#include "widgets/attention/HeadGridModel.h"

#include "core/types/MapShade.h"

namespace dare
{

namespace
{

QString shortNumber(double value)
{
    QString text = value < 0.01 && value > 0.0 ? QString::number(value, 'g', 2)
                                               : QString::number(value, 'f', 3);
    return text.startsWith(QLatin1String("0.")) ? text.mid(1) : text;
}

} // namespace

void HeadGridModel::setGrid(const HeadGrid &grid, float high)
{
    const bool reshaped = grid.layers != m_grid.layers || grid.heads != m_grid.heads;
    if (reshaped)
        beginResetModel();
    m_grid = grid;
    m_high = high;
    paintThumbnails();
    if (reshaped)
        endResetModel();
    else if (!m_grid.cells.empty())
        Q_EMIT dataChanged(index(0, 0), index(m_grid.layers - 1, m_grid.heads - 1));
}

void HeadGridModel::setColorMap(ColorMapName colorMap)
{
    if (colorMap == m_colorMap)
        return;
    m_colorMap = colorMap;
    paintThumbnails();
    if (!m_grid.cells.empty())
        Q_EMIT dataChanged(index(0, 0), index(m_grid.layers - 1, m_grid.heads - 1),
                           {Qt::DecorationRole});
}

void HeadGridModel::setBest(const std::vector<HeadScore> &best)
{
    m_best = best;
    if (!m_grid.cells.empty())
        Q_EMIT dataChanged(index(0, 0), index(m_grid.layers - 1, m_grid.heads - 1), {RankRole});
}

void HeadGridModel::paintThumbnails()
{
    m_thumbnails.clear();
    for (const HeadCell &cell : m_grid.cells) {
        QImage image;
        if (cell.captured) {
            image = QImage(cell.map.width, cell.map.height, QImage::Format_RGB32);
            for (int y = 0; y < cell.map.height; ++y) {
                for (int x = 0; x < cell.map.width; ++x) {
                    const Rgb color = shadeMass(m_colorMap, cell.map.at(0, y, x), m_high, 0.0F);
                    image.setPixel(x, y, qRgb(color.r, color.g, color.b));
                }
            }
        }
        m_thumbnails.push_back(image);
    }
}

int HeadGridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_grid.layers;
}

int HeadGridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_grid.heads;
}

QString HeadGridModel::describe(int layer, int head) const
{
    const HeadCell &cell = m_grid.at(layer, head);
    const QString place = QStringLiteral("L%1 H%2").arg(layer + 1).arg(head + 1);
    if (!cell.captured)
        return place + tr("  not captured");
    QString out = place + tr("  mass %1  entropy %2")
                              .arg(shortNumber(static_cast<double>(cell.mass)))
                              .arg(static_cast<double>(cell.entropy), 0, 'f', 1);
    const auto at = static_cast<std::size_t>(layer);
    if (at < m_grid.cos.size())
        out += tr("  cos %1").arg(static_cast<double>(m_grid.cos[at]), 0, 'f', 2);
    return out;
}

QVariant HeadGridModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto at = static_cast<std::size_t>(index.row() * m_grid.heads + index.column());
    switch (role) {
    case Qt::DecorationRole:
        return m_thumbnails[at];
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return describe(index.row(), index.column()) +
               (m_grid.cells[at].captured ? QString()
                                          : tr(". Click to see what capturing it costs"));
    case CapturedRole:
        return m_grid.cells[at].captured;
    case RankRole:
        for (std::size_t i = 0; i < m_best.size(); ++i) {
            if (m_best[i].layer == index.row() && m_best[i].head == index.column())
                return static_cast<int>(i) + 1;
        }
        return 0;
    default:
        return {};
    }
}

QVariant HeadGridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::DisplayRole)
        return section + 1;
    if (role == Qt::AccessibleTextRole)
        return orientation == Qt::Horizontal ? tr("head %1").arg(section + 1)
                                             : tr("layer %1").arg(section + 1);
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignCenter);
    if (role == Qt::ToolTipRole)
        return orientation == Qt::Horizontal ? tr("Click: the mean over layers of this head")
                                             : tr("Click: the mean over heads of this layer");
    return {};
}

} // namespace dare
