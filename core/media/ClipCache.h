#pragma once

#include "core/media/SourceClip.h"

#include <cstddef>
#include <list>
#include <mutex>

namespace dare
{

/// Sources that were read lately, so that going back to one costs nothing. Bounded: what was used
/// longest ago goes first. A file that changed is read again. @thread any
class ClipCache
{
public:
    /// Nine clips of 832x480 with 81 frames.
    static constexpr std::size_t kDefaultBytes = 1'000'000'000;

    explicit ClipCache(std::size_t maxBytes = kDefaultBytes) : m_maxBytes(maxBytes) {}

    /// @error as readSource()
    [[nodiscard]] Result<SourceClip> read(const SourceName &name);
    /// Bytes of the pixels held.
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::size_t maxBytes() const { return m_maxBytes; }

private:
    struct Entry {
        SourceClip source;
        std::filesystem::file_time_type changed;
        std::size_t bytes = 0;
    };
    void keep(Entry entry);

    std::size_t m_maxBytes;
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries; ///< used last first
    std::size_t m_bytes = 0;
};

} // namespace dare
