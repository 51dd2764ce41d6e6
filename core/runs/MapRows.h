#pragma once

#include "core/runs/RunManifest.h"
#include "core/types/Result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace dare
{

/// Finds the map rows of words: by label as written, else regardless of case. Each row once.
/// @param labels of the rows that are stored
/// @error InvalidArgument where no word is given; NotFound, listing the words there are
[[nodiscard]] Result<std::vector<std::size_t>> rowsOf(const RunManifest &manifest,
                                                      const std::vector<std::string> &labels,
                                                      const std::vector<std::string> &words);

} // namespace dare
