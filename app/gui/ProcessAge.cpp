#include "app/gui/ProcessAge.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <unistd.h>

namespace dare
{

namespace
{

/// Fields of /proc/self/stat between the name and starttime, see proc(5).
constexpr int kFieldsBeforeStart = 19;

} // namespace

double processAgeMs()
{
    std::ifstream file("/proc/self/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::size_t name = text.rfind(')'); // the name may hold blanks and brackets
    if (name == std::string::npos)
        return 0.0;
    std::istringstream fields(text.substr(name + 1));
    std::string skipped;
    for (int i = 0; i < kFieldsBeforeStart; ++i)
        fields >> skipped;
    double ticks = 0.0;
    timespec now{};
    if (!(fields >> ticks) || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return 0.0;
    const double started = ticks * 1000.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
    const double since =
        static_cast<double>(now.tv_sec) * 1000.0 + static_cast<double>(now.tv_nsec) / 1e6;
    return std::max(0.0, since - started);
}

} // namespace dare
