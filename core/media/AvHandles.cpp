#include "core/media/AvHandles.h"

#include <spdlog/spdlog.h>

#include <array>
#include <mutex>

namespace dare {
namespace {

/// libav sends a line in parts; the part that ends in a line break completes it.
void logLine(void *source, int level, const char *format, va_list arguments)
{
    if (level > AV_LOG_WARNING)
        return;
    thread_local int prefix = 1;
    thread_local std::string line;
    std::array<char, 1024> part{};
    av_log_format_line2(source, level, format, arguments, part.data(),
                        static_cast<int>(part.size()), &prefix);
    line += part.data();
    if (!line.ends_with('\n'))
        return;
    line.pop_back();
    spdlog::warn("video library: {}", line);
    line.clear();
}

} // namespace

std::string avReason(int error)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(error, text.data(), text.size());
    return text.data();
}

std::string avUrl(const std::filesystem::path &path)
{
    return "file:" + path.string();
}

void routeAvLog()
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(logLine); });
}

} // namespace dare
