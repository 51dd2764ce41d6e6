#pragma once

#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Models whose weights lie elsewhere, with plain values in and out.
namespace placement_cases
{

/// Two forwards in a row. @param streamed blocks come from host memory, two at a time
[[nodiscard]] dare::Result<std::vector<float>> forwards(const std::filesystem::path &model,
                                                        bool streamed, bool bf16,
                                                        const std::string &device = "cpu");

/// Where the layers of a text encoder lie: as dare::TextPlacement, which needs torch.
enum class Texts { Resident, Host, Files };

/// Texts encoded together, twice. @error where the second time differs from the first, too
[[nodiscard]] dare::Result<std::vector<float>>
texts(const std::filesystem::path &model, Texts placement, bool bf16,
      const std::vector<std::vector<std::int64_t>> &ids, const std::string &device = "cpu");

/// What loading a transformer told, and how it ended.
struct Loading {
    std::vector<std::uint64_t> done; ///< of every call
    std::uint64_t total = 0;
    dare::Result<void> result;
};
/// @param calls after so many the progress cancels
[[nodiscard]] Loading load(const std::filesystem::path &model, bool streamed, std::size_t calls);

} // namespace placement_cases
