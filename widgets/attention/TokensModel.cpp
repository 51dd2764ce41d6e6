#include "widgets/attention/TokensModel.h"

#include <algorithm>
#include <cstddef>

namespace dare
{

std::vector<float> rowMasses(const StepMetrics &metrics, const std::vector<MapRow> &rows, int layer)
{
    std::vector<float> out;
    if (metrics.blocks <= 0 || metrics.tokens <= 0 || layer >= metrics.blocks ||
        metrics.massAfter.size() <
            static_cast<std::size_t>(metrics.blocks) * static_cast<std::size_t>(metrics.tokens))
        return out;
    const int first = layer < 0 ? 0 : layer;
    const int last = layer < 0 ? metrics.blocks - 1 : layer;
    for (const MapRow &row : rows) {
        double sum = 0.0;
        for (int block = first; block <= last; ++block) {
            for (const int token : row.tokens)
                sum += static_cast<double>(
                    metrics.massAfter[static_cast<std::size_t>(block * metrics.tokens + token)]);
        }
        out.push_back(static_cast<float>(sum / (last - first + 1)));
    }
    return out;
}

TokensModel::TokensModel(QObject *parent) : QAbstractTableModel(parent) {}

void TokensModel::setTokens(const TokenSequence &tokens, const std::vector<MapRow> &rows)
{
    beginResetModel();
    m_tokens = tokens;
    m_rows = rows;
    m_masses = {};
    m_massMax = 0.0F;
    endResetModel();
}

void TokensModel::setMasses(Side side, const std::vector<float> &masses)
{
    m_masses[side == Side::A ? 0 : 1] = masses;
    m_massMax = 0.0F;
    // End and pads hold most of the mass; scaled to them the bars of words could not be read.
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        for (const std::vector<float> &each : m_masses) {
            if (m_rows[row].word >= 0 && row < each.size())
                m_massMax = std::max(m_massMax, each[row]);
        }
    }
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, MassColumn), index(rowCount() - 1, MassColumn));
}

int TokensModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TokensModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const Word *TokensModel::wordOf(int row) const
{
    const int word = m_rows[static_cast<std::size_t>(row)].word;
    return word < 0 ? nullptr : &m_tokens.words[static_cast<std::size_t>(word)];
}

QVariant TokensModel::mass(int row, Side side) const
{
    const std::vector<float> &masses = m_masses[side == Side::A ? 0 : 1];
    const auto at = static_cast<std::size_t>(row);
    return at < masses.size() ? QVariant(masses[at]) : QVariant();
}

QVariant TokensModel::text(int row, int column) const
{
    const Word *word = wordOf(row);
    switch (column) {
    case WordColumn:
        return QString::fromStdString(m_rows[static_cast<std::size_t>(row)].label);
    case RhoColumn:
        return word == nullptr ? QStringLiteral("–") : QString::number(word->rho, 'f', 2);
    case WeightColumn:
        return word == nullptr ? QStringLiteral("1") : QString::number(word->weight, 'g', 3);
    case MassColumn: {
        QStringList parts;
        for (const Side side : kSides) {
            const QVariant value = mass(row, side);
            if (value.isValid())
                parts << (side == Side::A ? QStringLiteral("A ") : QStringLiteral("B ")) +
                             QString::number(value.toDouble(), 'f', 4);
        }
        return parts.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QVariant TokensModel::sortKey(int row, int column) const
{
    const Word *word = wordOf(row);
    if (column == RhoColumn)
        return word == nullptr ? -1.0 - row : word->rho;
    if (column == WeightColumn)
        return word == nullptr ? 1.0 : word->weight;
    if (column == MassColumn)
        return std::max(mass(row, Side::A).toDouble(), mass(row, Side::B).toDouble());
    return text(row, column);
}

QVariant TokensModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Word *word = wordOf(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(index.row(), index.column());
    case Qt::ToolTipRole:
        return text(index.row(), WordColumn).toString() + QStringLiteral(": ") +
               (mass(index.row(), Side::A).isValid() || mass(index.row(), Side::B).isValid()
                    ? tr("mass %1").arg(text(index.row(), MassColumn).toString())
                    : tr("no mass measured at this step"));
    case LabelRole:
        return text(index.row(), WordColumn);
    case RhoRole:
        return word == nullptr ? QVariant() : QVariant(word->rho);
    case MassARole:
        return mass(index.row(), Side::A);
    case MassBRole:
        return mass(index.row(), Side::B);
    case MassMaxRole:
        return m_massMax;
    case PiecesRole:
        return static_cast<int>(m_rows[static_cast<std::size_t>(index.row())].tokens.size());
    case SortRole:
        return sortKey(index.row(), index.column());
    default:
        return {};
    }
}

QVariant TokensModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(
            Qt::AlignVCenter |
            (section == RhoColumn || section == WeightColumn ? Qt::AlignRight : Qt::AlignLeft));
    const QStringList names{tr("word"), QStringLiteral("ρ"), QStringLiteral("u"), tr("mass")};
    const QStringList tips{tr("Row of the attention maps"), tr("Semantic density"),
                           tr("Your weight"), tr("Attention mass after reweighting: A above B")};
    if (role == Qt::DisplayRole)
        return names[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

} // namespace dare
