#pragma once

#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

/// Models whose weights lie elsewhere, with plain values in and out.
namespace placement_cases
{

/// Two forwards in a row. @param streamed blocks come from host memory, two at a time
[[nodiscard]] dare::Result<std::vector<float>> forwards(const std::filesystem::path &model,
                                                        bool streamed, bool bf16);

/// Texts encoded together. @param streamed layers come from the files, one at a time
[[nodiscard]] dare::Result<std::vector<float>>
texts(const std::filesystem::path &model, bool streamed, bool bf16,
      const std::vector<std::vector<std::int64_t>> &ids);

/// What loading a transformer told, and how it ended.
struct Loading {
    std::vector<std::uint64_t> done; ///< of every call
    std::uint64_t total = 0;
    dare::Result<void> result;
};
/// @param calls after so many the progress cancels
[[nodiscard]] Loading load(const std::filesystem::path &model, bool streamed, std::size_t calls);

} // namespace placement_cases
