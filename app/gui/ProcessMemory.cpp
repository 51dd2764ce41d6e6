#include "app/gui/ProcessMemory.h"

#include <fstream>

#include <unistd.h>

namespace dare
{

ProcessMemory processMemory()
{
    const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
    ProcessMemory out;
    out.total = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * page;
    std::ifstream file("/proc/self/statm");
    double size = 0.0;
    double resident = 0.0;
    if (file >> size >> resident)
        out.used = resident * page;
    return out;
}

} // namespace dare
