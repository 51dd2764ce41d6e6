#include "widgets/neglect/NeglectModel.h"

#include <algorithm>

namespace dare
{

namespace
{

std::size_t at(Side side)
{
    return side == Side::A ? 0 : 1;
}

void put(std::vector<float> &shares, int step, float value)
{
    const auto index = static_cast<std::size_t>(step);
    // A step that is skipped has no share: later ones wait for it, so that none is made up.
    if (index < shares.size())
        shares[index] = value;
    else if (index == shares.size())
        shares.push_back(value);
}

} // namespace

NeglectModel::NeglectModel(QObject *parent) : QAbstractTableModel(parent) {}

void NeglectModel::setRun(const NeglectRun &run)
{
    beginResetModel();
    m_run = run;
    m_shares.assign(run.words.size(), {});
    m_current = -1;
    endResetModel();
    Q_EMIT sharesChanged();
    Q_EMIT marksChanged();
}

void NeglectModel::showSame(const NeglectModel &other)
{
    beginResetModel();
    m_run = other.m_run;
    m_shares = other.m_shares;
    m_current = -1;
    endResetModel();
    Q_EMIT sharesChanged();
    Q_EMIT marksChanged();
}

void NeglectModel::setShares(Side side, int step, const std::vector<float> &before,
                             const std::vector<float> &after)
{
    const auto old = marks(side);
    for (std::size_t row = 0; row < m_shares.size(); ++row) {
        const auto word = static_cast<std::size_t>(m_run.words[row].word);
        if (word >= before.size() || word >= after.size())
            continue;
        put(m_shares[row][at(side)].before, step, before[word]);
        put(m_shares[row][at(side)].after, step, after[word]);
    }
    if (m_shares.empty())
        return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT sharesChanged();
    if (marks(side) != old)
        Q_EMIT marksChanged();
}

void NeglectModel::setCurrentStep(int step)
{
    if (step == m_current)
        return;
    m_current = step;
    if (!m_shares.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT sharesChanged();
}

const NeglectModel::Shares &NeglectModel::shares(int row, Side side) const
{
    return m_shares[static_cast<std::size_t>(row)][at(side)];
}

const std::vector<float> &NeglectModel::before(int row, Side side) const
{
    return shares(row, side).before;
}

const std::vector<float> &NeglectModel::after(int row, Side side) const
{
    return shares(row, side).after;
}

float NeglectModel::now(int row, Side side) const
{
    const std::vector<float> &all = before(row, side);
    const int step = m_current < 0 ? static_cast<int>(all.size()) - 1 : m_current;
    return step < 0 || step >= static_cast<int>(all.size()) ? -1.0F
                                                            : all[static_cast<std::size_t>(step)];
}

int NeglectModel::neglectedFrom(int row, Side side) const
{
    const NeglectWord &word = m_run.words[static_cast<std::size_t>(row)];
    return word.judged[at(side)] ? dare::neglectedFrom(before(row, side), m_run.rule) : -1;
}

std::vector<NeglectMark> NeglectModel::marks(Side side) const
{
    std::vector<NeglectMark> out;
    for (int row = 0; row < rowCount(); ++row) {
        if (const int step = neglectedFrom(row, side); step >= 0)
            out.push_back({m_run.words[static_cast<std::size_t>(row)].label.toStdString(), step});
    }
    return out;
}

int NeglectModel::neglectedWords() const
{
    int out = 0;
    for (int row = 0; row < rowCount(); ++row)
        out += neglectedFrom(row, Side::A) >= 0 || neglectedFrom(row, Side::B) >= 0 ? 1 : 0;
    return out;
}

QString NeglectModel::verdict(int row) const
{
    const bool a = neglectedFrom(row, Side::A) >= 0;
    const bool b = neglectedFrom(row, Side::B) >= 0;
    if (a || b)
        return a && b ? tr("neglected in A and B")
               : a    ? tr("neglected in A")
                      : tr("neglected in B");
    const std::size_t steps = std::max(before(row, Side::A).size(), before(row, Side::B).size());
    const auto least = static_cast<std::size_t>(kFirstJudgedStep + m_run.rule.steps);
    return steps < least ? tr("from step %1").arg(least) : tr("kept");
}

QString NeglectModel::spoken(int row) const
{
    QStringList parts{m_run.words[static_cast<std::size_t>(row)].label};
    for (const Side side : kSides) {
        if (const float share = now(row, side); share >= 0.0F)
            parts << tr("share in %1 %2")
                         .arg(QLatin1Char(side == Side::A ? 'A' : 'B'))
                         .arg(static_cast<double>(share), 0, 'f', 2);
    }
    parts << verdict(row);
    return parts.join(QStringLiteral(", "));
}

int NeglectModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shares.size());
}

int NeglectModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NeglectModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = index.row();
    const Side side = index.column() <= NowA ? Side::A : Side::B;
    if (role == SortRole) {
        // The most neglected first: the lower share of the two sides.
        float least = 1e6F;
        for (const Side each : kSides) {
            if (const float share = now(row, each); share >= 0.0F)
                least = std::min(least, share);
        }
        return least;
    }
    if (role == Qt::AccessibleTextRole)
        return spoken(row);
    if (role == Qt::ToolTipRole)
        return tr("%1. A share is attention before reweighting, not proof that the object is "
                  "visible. Click to see the word's map.")
            .arg(spoken(row));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case WordColumn:
        return m_run.words[static_cast<std::size_t>(row)].label;
    case NowA:
    case NowB: {
        const float share = now(row, side);
        return share < 0.0F ? QStringLiteral("–")
                            : QString::number(static_cast<double>(share), 'f', 2);
    }
    case VerdictColumn:
        return verdict(row);
    default:
        return {};
    }
}

QVariant NeglectModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole &&
        (section == NowA || section == NowB))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case WordColumn:
        return tr("word");
    case SharesA:
        return tr("A share over steps");
    case SharesB:
        return tr("B share over steps");
    case VerdictColumn:
        return tr("below %1 for %2 steps").arg(m_run.rule.share, 0, 'g', 3).arg(m_run.rule.steps);
    default:
        return tr("now");
    }
}

} // namespace dare
