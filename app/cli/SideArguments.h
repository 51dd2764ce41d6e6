#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <string>

namespace dare::cli
{

/// `w=3,lambda=0.5,weights=on,variant=dare` onto one side. A plain value replaces a curve.
/// @param option "--a" or "--b", for errors
/// @error InvalidArgument naming the key and its range
[[nodiscard]] Result<void> applySide(const std::string &option, const std::string &text,
                                     SideOptions &side);

/// `b.s=0:0.4,8:1.6`: a curve over denoising steps, which count from 0.
/// @error InvalidArgument
[[nodiscard]] Result<void> applyCurve(const std::string &text, Recipe &recipe);

/// `turtle=0.9`: the user's semantic density of a word.
/// @error InvalidArgument
[[nodiscard]] Result<void> applyRho(const std::string &text, Recipe &recipe);

/// Every key of a side with its range, its defaults on A and B, and its meaning, for `--help`.
[[nodiscard]] std::string sideKeysHelp(const Recipe &defaults);

} // namespace dare::cli
