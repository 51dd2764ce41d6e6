#include "widgets/runs/RunsFilter.h"

#include "widgets/runs/RunsModel.h"

#include <algorithm>

namespace dare
{

RunsFilter::RunsFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
}

void RunsFilter::setState(State state)
{
    m_state = state;
    invalidateFilter();
}

void RunsFilter::setText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (index.data(RunsModel::IsGroupRole).toBool())
        return false; // shown where a run of it is
    const auto state = static_cast<RunRow::State>(index.data(RunsModel::StateRole).toInt());
    const auto passes = [&] {
        switch (m_state) {
        case State::All:
            return true;
        case State::Running:
            return state == RunRow::State::Running || state == RunRow::State::Paused;
        case State::Starred:
            return index.data(RunsModel::StarredRole).toBool();
        case State::Failed:
            return state == RunRow::State::Failed;
        case State::HasNeglect:
            return index.data(RunsModel::NeglectRole).toBool();
        }
        return true;
    };
    if (!passes())
        return false;
    const QString text = index.data(RunsModel::SearchRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace dare
