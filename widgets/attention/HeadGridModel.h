#pragma once

#include "core/types/HeadGrid.h"
#include "core/types/ViewSpec.h"

#include <QAbstractTableModel>
#include <QImage>

#include <vector>

namespace dare
{

/// Blocks x heads as a table: each cell the map of the selected words at the shown frame.
class HeadGridModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        CapturedRole = Qt::UserRole, ///< bool
        RankRole                     ///< int from 1 among the best of a search; 0: none
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param high the end of the colours, one range from 0 for all cells
    void setGrid(const HeadGrid &grid, float high);
    [[nodiscard]] const HeadGrid &grid() const { return m_grid; }
    [[nodiscard]] float high() const { return m_high; }
    void setColorMap(ColorMapName colorMap);
    /// The best cells of a search, best first.
    void setBest(const std::vector<HeadScore> &best);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    /// "L5 H2  mass .171  entropy 3.1  cos .91"
    [[nodiscard]] QString describe(int layer, int head) const;

private:
    void paintThumbnails();

    HeadGrid m_grid;
    ColorMapName m_colorMap = ColorMapName::Inferno;
    float m_high = 1.0F;
    std::vector<QImage> m_thumbnails; ///< [layers, heads], a pixel a map cell
    std::vector<HeadScore> m_best;
};

} // namespace dare
