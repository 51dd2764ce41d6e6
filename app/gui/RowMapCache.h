#pragma once

#include "core/types/Result.h"
#include "core/types/RowMaps.h"

#include <array>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

namespace dare
{

/// Where maps are looked at; -1 is the mean.
struct MapPlace {
    int step = -1;
    int layer = -1;
    int head = -1;
    auto operator<=>(const MapPlace &) const = default;
};

/// Every row's maps of both sides at one place, or why there are none.
struct PlaceMaps {
    std::array<std::shared_ptr<const RowMaps>, 2> sides; ///< A, B
    std::optional<Error> problem;                        ///< where neither side has maps
};

/// The places that were looked at last, up to a number of bytes: going back to one costs no disk.
class RowMapCache
{
public:
    static constexpr std::size_t kLimit = 256U << 20U;

    explicit RowMapCache(std::size_t limit = kLimit) : m_limit(limit) {}

    /// @return null where the place is not held; marks it as used
    [[nodiscard]] std::shared_ptr<const PlaceMaps> find(const MapPlace &place);
    [[nodiscard]] bool holds(const MapPlace &place) const { return m_entries.count(place) > 0; }
    /// Whether so many places as large as the one that is held have room at once.
    [[nodiscard]] bool hasRoomFor(std::size_t places, const MapPlace &like) const;
    /// The newest entry is always kept, however large it is.
    void insert(const MapPlace &place, std::shared_ptr<const PlaceMaps> maps);
    void clear();
    /// Forgets what new steps on disk make stale: means over steps, and places without maps.
    void forgetUnfinished();
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    struct Entry {
        std::shared_ptr<const PlaceMaps> maps;
        std::size_t bytes = 0;
        std::list<MapPlace>::iterator use;
    };
    void erase(const MapPlace &place);

    std::size_t m_limit;
    std::size_t m_bytes = 0;
    std::map<MapPlace, Entry> m_entries;
    std::list<MapPlace> m_uses; ///< newest first
};

} // namespace dare
