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

/// Chooses between fp32 and bf16: bf16 where the processor multiplies it natively (AVX512-BF16 or
/// AMX), or on a GPU. It looks at the instruction set, not at a clock: a busy moment must not
/// change what a recipe gives.
[[nodiscard]] Precision resolvePrecision(Precision wanted, const std::string &device);

/// Device name, threads, instruction set, library versions: what a hash holds for.
[[nodiscard]] std::map<std::string, std::string> describeEnvironment(const std::string &device);

/// Sets the size of ATen's pool; 0 leaves the library's choice. @return threads in use
int useThreads(int threads);

} // namespace dare
