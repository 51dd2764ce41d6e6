#include "core/models/Device.h"

#include "kernels/self_attention/op.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <charconv>
#include <fstream>

namespace dare
{
namespace
{

/// Whether the processor has bf16 products (AVX512-BF16 or AMX), from the kernel's flags.
bool processorHasBf16()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("flags"))
            return line.find(" avx512_bf16") != std::string::npos ||
                   line.find(" amx_bf16") != std::string::npos;
    }
    return false;
}

std::string processorName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("model name"))
            return line.substr(std::min(line.find(':') + 2, line.size()));
    }
    return "CPU";
}

} // namespace

Result<std::string> resolveDevice(const std::string &wanted)
{
    const bool hasCuda = at::hasCUDA();
    if (wanted == "cpu" || (wanted == "auto" && !hasCuda))
        return std::string("cpu");
    if (wanted != "auto" && wanted != "cuda" && !wanted.starts_with("cuda:"))
        return failure(ErrorCode::InvalidArgument,
                       "must be auto, cpu, cuda or cuda:N, not \"" + wanted + "\"", "device");
    if (!hasCuda)
        return failure(ErrorCode::Unsupported,
                       "no CUDA device can be used: this build has no CUDA, or the driver shows no "
                       "card. Use --device cpu",
                       "device " + wanted);
    int index = 0;
    if (wanted.starts_with("cuda:")) {
        const char *first = wanted.data() + 5;
        const char *last = wanted.data() + wanted.size();
        if (std::from_chars(first, last, index).ptr != last || first == last)
            return failure(ErrorCode::InvalidArgument,
                           "must be auto, cpu, cuda or cuda:N, not \"" + wanted + "\"", "device");
    }
    const auto count =
        static_cast<int>(at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount());
    if (index < 0 || index >= count)
        return failure(ErrorCode::Unsupported,
                       "there are " + std::to_string(count) + " CUDA devices", "device " + wanted);
    return "cuda:" + std::to_string(index);
}

Result<std::string> resolveDevices(const std::string &wanted, bool bothSides)
{
    const auto comma = wanted.find(',');
    if (comma == std::string::npos) {
        auto device = resolveDevice(wanted);
        const bool second = device && wanted == "auto" && bothSides && *device == "cuda:0" &&
                            resolveDevice("cuda:1").has_value();
        return second ? Result<std::string>("cuda:0,cuda:1") : device;
    }
    auto first = resolveDevice(wanted.substr(0, comma));
    if (!first)
        return first;
    const auto second = resolveDevice(wanted.substr(comma + 1));
    if (!second)
        return second;
    return *first + "," + *second;
}

std::string deviceOf(const std::string &devices, Side side)
{
    const auto comma = devices.find(',');
    if (comma == std::string::npos)
        return devices;
    return side == Side::A ? devices.substr(0, comma) : devices.substr(comma + 1);
}

Precision resolvePrecision(Precision wanted, const std::string &device)
{
    if (wanted != Precision::Auto)
        return wanted;
    if (!device.starts_with("cpu"))
        return Precision::Bf16;
    return processorHasBf16() ? Precision::Bf16 : Precision::Fp32;
}

std::map<std::string, std::string> describeEnvironment(const std::string &device)
{
    std::map<std::string, std::string> out;
    out["device"] = device;
    out["processor"] = processorName();
    out["threads"] = std::to_string(at::get_num_threads());
    out["instructions"] = at::get_cpu_capability();
    out["torch"] = TORCH_VERSION;
    const bool cpu = device.starts_with("cpu");
    out["linear"] = cpu ? "oneDNN, prepacked" : "ATen";
    out["self_attention"] =
        cpu && kernels::selfAttentionRunsHere(false) ? "self_attention (AVX-512)" : "ATen";
    return out;
}

int useThreads(int threads)
{
    if (threads > 0)
        at::set_num_threads(threads);
    return at::get_num_threads();
}

} // namespace dare
