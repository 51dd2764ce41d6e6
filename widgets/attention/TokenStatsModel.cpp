#include "widgets/attention/TokenStatsModel.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <cmath>

namespace dare
{

namespace
{

/// ".118", "5.21", "+.097"; three places below 1, two above, no leading zero; below .01 ".0063" and
/// below .001 "6e-4", so that the column holds it.
QString shortText(double value, int row, bool withSign)
{
    const bool wide = row == TokenStatsModel::Entropy || row == TokenStatsModel::Overlap ||
                      row == TokenStatsModel::Cos;
    const double size = std::abs(value);
    const bool tiny = !wide && size > 0.0 && size < 0.00095;
    const int places = wide ? 2 : size > 0.0 && size < 0.01 ? 4 : 3;
    QString text = tiny ? QString::number(size, 'e', 0).replace(QLatin1String("e-0"), "e-")
                        : QString::number(size, 'f', places);
    if (text.startsWith(QLatin1String("0.")))
        text.remove(0, 1);
    const bool negative = value < 0.0;
    return (negative ? QStringLiteral("−") : withSign ? QStringLiteral("+") : QString()) + text;
}

} // namespace

void TokenStatsModel::setValues(const std::array<Values, 2> &values)
{
    if (values == m_values)
        return;
    m_values = values;
    Q_EMIT dataChanged(index(0, 0), index(RowCount - 1, ColumnCount - 1));
}

void TokenStatsModel::setOverlapWord(const QString &label)
{
    if (label == m_overlapWord)
        return;
    m_overlapWord = label;
    Q_EMIT dataChanged(index(Overlap, 0), index(Overlap, ColumnCount - 1));
}

int TokenStatsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : RowCount;
}

int TokenStatsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

std::optional<double> TokenStatsModel::value(int row, int column) const
{
    const auto at = static_cast<std::size_t>(row);
    if (column == A || column == B)
        return m_values[column == A ? 0 : 1][at];
    const auto a = m_values[0][at];
    const auto b = m_values[1][at];
    return a && b ? std::optional(*b - *a) : std::nullopt;
}

QString TokenStatsModel::name(int row) const
{
    switch (row) {
    case Mass:
        return tr("mass");
    case Peak:
        return tr("peak");
    case Entropy:
        return tr("entropy");
    case Overlap:
        return m_overlapWord.isEmpty() ? tr("overlap") : tr("overlap, %1").arg(m_overlapWord);
    default:
        return tr("cos(o, o′)");
    }
}

QVariant TokenStatsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::ToolTipRole) {
        const std::array<QString, RowCount> tips{
            tr("Mean probability over frames and cells, after reweighting"),
            tr("Largest probability of a cell"),
            tr("How spread the map is in a frame, averaged over frames: 0 is one cell, ln(cells) "
               "is everywhere"),
            tr("How much of the two words' places coincides, 0 to 1: the sum of the smaller of "
               "both normalised maps"),
            tr("Cosine between the attention outputs before and after reweighting, weighted by the "
               "words' attention; 1 is unchanged")};
        return name(index.row()) + QStringLiteral(": ") +
               tips[static_cast<std::size_t>(index.row())];
    }
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == Name ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::FontRole && index.column() == Name)
        return sansFont(11);
    if (role == Qt::ForegroundRole)
        return index.column() == Name ? currentTheme().tx2 : currentTheme().tx;
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == Name)
        return name(index.row());
    const auto shown = value(index.row(), index.column());
    return shown ? shortText(*shown, index.row(), index.column() == Difference)
                 : QStringLiteral("–");
}

QVariant TokenStatsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | Qt::AlignRight);
    if (role == Qt::ForegroundRole && section == B)
        return currentTheme().accent;
    const std::array<QString, ColumnCount> names{QString(), QStringLiteral("A"),
                                                 QStringLiteral("B"), QStringLiteral("B − A")};
    return role == Qt::DisplayRole ? QVariant(names[static_cast<std::size_t>(section)])
                                   : QVariant();
}

} // namespace dare
