#pragma once

#include "core/types/Token.h"

#include <ctime>
#include <string>

namespace dare
{

/// @return the words of at least 0.5 semantic density as typed, else the prompt's start, else "run"
[[nodiscard]] std::string titleOf(const TokenSequence &tokens, const std::string &prompt);

/// @return up to three words of the highest semantic density, in the order of the prompt, in lower
///         case, joined by `-`; "run" where there is none. No byte that a file name cannot hold.
[[nodiscard]] std::string slugOf(const TokenSequence &tokens);

/// @return `2026-11-24T03:12:55Z`
[[nodiscard]] std::string isoTime(std::time_t time);

/// @return `2026-11-24T03-12-55_SLUG_1f3a`
[[nodiscard]] std::string folderName(std::time_t time, const std::string &slug, unsigned salt);

} // namespace dare
