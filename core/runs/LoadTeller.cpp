#include "core/runs/LoadTeller.h"

#include <fmt/format.h>

#include <cstdint>

namespace dare
{

LoadProgress tellLoading(RunId id, RunControl &control, const EventSink &sink)
{
    constexpr std::uint64_t kLarge = std::uint64_t{1} << 30U;
    constexpr double kGigabyte = 1e9;
    return [id, &control, &sink, told = std::uint64_t{0}](std::uint64_t done,
                                                          std::uint64_t total) mutable {
        const std::uint64_t tenth = total == 0 ? 0 : done * 10 / total;
        if (tenth < told)
            told = 0; // the next part
        if (total >= kLarge && tenth > told) {
            told = tenth;
            sink(RunLog{id, fmt::format("loading weights: {:.1f} of {:.1f} GB",
                                        static_cast<double>(done) / kGigabyte,
                                        static_cast<double>(total) / kGigabyte)});
        }
        return !control.cancelled();
    };
}

} // namespace dare
