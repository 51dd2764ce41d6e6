#include "app/gui/RowMapCache.h"

#include <utility>
#include <vector>

namespace dare
{

std::shared_ptr<const PlaceMaps> RowMapCache::find(const MapPlace &place)
{
    const auto found = m_entries.find(place);
    if (found == m_entries.end())
        return nullptr;
    m_uses.splice(m_uses.begin(), m_uses, found->second.use);
    return found->second.maps;
}

bool RowMapCache::hasRoomFor(std::size_t places, const MapPlace &like) const
{
    const auto found = m_entries.find(like);
    return found != m_entries.end() && places * found->second.bytes <= m_limit;
}

void RowMapCache::insert(const MapPlace &place, std::shared_ptr<const PlaceMaps> maps)
{
    erase(place);
    std::size_t bytes = 0;
    for (const auto &side : maps->sides)
        bytes += side ? side->bytes() : 0;
    m_uses.push_front(place);
    m_entries[place] = {std::move(maps), bytes, m_uses.begin()};
    m_bytes += bytes;
    while (m_bytes > m_limit && m_uses.size() > 1)
        erase(m_uses.back());
}

void RowMapCache::erase(const MapPlace &place)
{
    const auto found = m_entries.find(place);
    if (found == m_entries.end())
        return;
    m_bytes -= found->second.bytes;
    m_uses.erase(found->second.use);
    m_entries.erase(found);
}

void RowMapCache::clear()
{
    m_entries.clear();
    m_uses.clear();
    m_bytes = 0;
}

void RowMapCache::forgetUnfinished()
{
    std::vector<MapPlace> stale;
    for (const auto &[place, entry] : m_entries) {
        if (place.step < 0 || entry.maps->problem)
            stale.push_back(place);
    }
    for (const MapPlace &place : stale)
        erase(place);
}

} // namespace dare
