#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <map>
#include <string>

namespace dare
{

/// Turns `auto | cpu | cuda | cuda:N` into the device that is used.
/// @return "cpu" or "cuda:N"
/// @error Unsupported where this build or machine has no such device, with what to do
[[nodiscard]] Result<std::string> resolveDevice(const std::string &wanted);

/// The same for a run: two names, `cuda:0,cuda:1`, put side A on the first and side B on the
/// second. `auto` does so where there are two cards and both sides run.
[[nodiscard]] Result<std::string> resolveDevices(const std::string &wanted, bool bothSides);
/// The device of one side among resolved ones.
[[nodiscard]] std::string deviceOf(const std::string &devices, Side side);

/// Chooses between fp32 and bf16: bf16 where the processor multiplies it natively (AVX512-BF16 or
/// AMX), or on a GPU. It looks at the instruction set, not at a clock: a busy moment must not
/// change what a recipe gives.
[[nodiscard]] Precision resolvePrecision(Precision wanted, const std::string &device);

/// Device name, threads, instruction set, library versions: what a hash holds for.
[[nodiscard]] std::map<std::string, std::string> describeEnvironment(const std::string &device);

/// Sets the size of ATen's pool; 0 leaves the library's choice. @return threads in use
int useThreads(int threads);

} // namespace dare
