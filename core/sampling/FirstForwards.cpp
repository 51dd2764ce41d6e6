#include "core/sampling/FirstForwards.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

namespace dare
{

const FirstForwards::Entry *FirstForwards::find(const Key &key)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const auto &entry) { return entry.first == key; });
    if (found == m_entries.end())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, found);
    return &m_entries.front().second;
}

void FirstForwards::add(Key key, Entry entry)
{
    m_entries.emplace_front(std::move(key), std::move(entry));
    if (m_entries.size() > m_bound)
        m_entries.pop_back();
}

} // namespace dare
