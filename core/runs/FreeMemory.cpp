#include "core/runs/FreeMemory.h"

#include "core/models/Device.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace dare
{
namespace
{

/// The allocator's cap as a part of the card, where the environment sets one.
double allocatorFraction()
{
    constexpr std::string_view kKey = "per_process_memory_fraction:";
    for (const char *variable : {"PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF"}) {
        const char *set = std::getenv(variable);
        const std::string text = set == nullptr ? "" : set;
        if (const auto at = text.find(kKey); at != std::string::npos)
            return std::clamp(std::atof(text.c_str() + at + kKey.size()), 0.0, 1.0);
    }
    return 1.0;
}

std::uint64_t cardBytes(const at::Device &device)
{
    // The allocator knows its devices only then.
    at::globalContext().lazyInitDevice(device.type());
    const auto [free, total] = at::accelerator::getMemoryInfo(device.index());
    const auto held =
        at::accelerator::getDeviceStats(device.index()).reserved_bytes.front().current;
    const double cap = allocatorFraction() * static_cast<double>(total);
    return std::min(static_cast<std::uint64_t>(free) + static_cast<std::uint64_t>(held),
                    static_cast<std::uint64_t>(cap));
}

} // namespace

std::uint64_t freeHostBytes()
{
    std::ifstream info("/proc/meminfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("MemAvailable:"))
            return std::stoull(line.substr(13)) * 1024;
    }
    return 0;
}

std::uint64_t freeBytes(const Recipe &recipe)
{
    const at::Device device(deviceOf(recipe.device, Side::A));
    return device.is_cpu() ? freeHostBytes() : cardBytes(device);
}

} // namespace dare
