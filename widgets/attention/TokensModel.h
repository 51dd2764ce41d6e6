#pragma once

#include "core/types/RunEvent.h"
#include "core/types/Token.h"

#include <QAbstractTableModel>

#include <array>
#include <vector>

namespace dare
{

/// @return one mass per row of the map: massAfter of its tokens, summed, at `layer` (-1: mean)
[[nodiscard]] std::vector<float> rowMasses(const StepMetrics &metrics,
                                           const std::vector<MapRow> &rows, int layer);

/// Rows of the attention maps as a table: word, rho, u, mass of A and B.
class TokensModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WordColumn, RhoColumn, WeightColumn, MassColumn, ColumnCount };
    enum Role {
        LabelRole = Qt::UserRole, ///< label of the row
        RhoRole,                  ///< double, or invalid for end, pads and punctuation
        MassARole,                ///< float, or invalid where not measured
        MassBRole,
        MassMaxRole, ///< largest mass of the table: the bars' scale
        SortRole,
        PiecesRole ///< int: how many tokens the row has
    };

    explicit TokensModel(QObject *parent = nullptr);

    void setTokens(const TokenSequence &tokens, const std::vector<MapRow> &rows);
    /// @param masses one per row, or empty where the side was not run
    void setMasses(Side side, const std::vector<float> &masses);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] const Word *wordOf(int row) const;
    [[nodiscard]] QVariant text(int row, int column) const;
    [[nodiscard]] QVariant sortKey(int row, int column) const;
    [[nodiscard]] QVariant mass(int row, Side side) const;

    TokenSequence m_tokens;
    std::vector<MapRow> m_rows;
    std::array<std::vector<float>, 2> m_masses;
    float m_massMax = 0.0F;
};

} // namespace dare
