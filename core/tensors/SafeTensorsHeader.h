#pragma once

#include "core/tensors/SafeTensors.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace dare
{

/// What the header of a safetensors file says, checked against the file.
struct SafeTensorsHeader {
    std::map<std::string, TensorView> tensors; ///< `bytes` point into the file given
    std::map<std::string, std::string> metadata;
};

/// @param file all bytes of the file
/// @param where what to name in errors
/// @error InvalidInput: what is wrong and at which tensor
[[nodiscard]] Result<SafeTensorsHeader> parseSafeTensorsHeader(std::span<const std::byte> file,
                                                               const std::string &where);

/// @return length and JSON, padded so that the data after it starts at a multiple of 8
/// @error Internal: two tensors of one name, or a size that disagrees with its shape
[[nodiscard]] Result<std::string>
makeSafeTensorsHeader(const std::vector<const TensorView *> &tensors,
                      const std::map<std::string, std::string> &metadata, const std::string &where);

} // namespace dare
