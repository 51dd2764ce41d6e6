#include "core/media/ClipCache.h"

#include <algorithm>
#include <system_error>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

fs::file_time_type changeOf(const SourceName &name)
{
    std::error_code ignored;
    fs::path file = name.path;
    if (name.side)
        file = file / (*name.side == Side::A ? "a" : "b") / "frames.mkv";
    const auto time = fs::last_write_time(file, ignored);
    return ignored ? fs::file_time_type::min() : time;
}

} // namespace

Result<SourceClip> ClipCache::read(const SourceName &name)
{
    const auto changed = changeOf(name);
    {
        const std::lock_guard lock(m_mutex);
        const auto known =
            std::find_if(m_entries.begin(), m_entries.end(),
                         [&](const Entry &entry) { return entry.source.name == name; });
        if (known != m_entries.end() && known->changed == changed) {
            m_entries.splice(m_entries.begin(), m_entries, known);
            return known->source;
        }
        if (known != m_entries.end()) {
            m_bytes -= known->bytes;
            m_entries.erase(known);
        }
    }
    Result<SourceClip> source = readSource(name, m_maxBytes);
    if (source)
        keep({*source, changed, source->clip->rgb.size()});
    return source;
}

void ClipCache::keep(Entry entry)
{
    const std::lock_guard lock(m_mutex);
    m_bytes += entry.bytes;
    m_entries.push_front(std::move(entry));
    while (m_bytes > m_maxBytes && m_entries.size() > 1) {
        m_bytes -= m_entries.back().bytes;
        m_entries.pop_back();
    }
}

std::size_t ClipCache::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

} // namespace dare
