#include "core/runs/LoadTeller.h"

#include <cstdint>
#include <iomanip>
#include <sstream>

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
            std::ostringstream text;
            text << std::fixed << std::setprecision(1)
                 << "loading weights: " << static_cast<double>(done) / kGigabyte << " of "
                 << static_cast<double>(total) / kGigabyte << " GB";
            sink(RunLog{id, text.str()});
        }
        return !control.cancelled();
    };
}

} // namespace dare
