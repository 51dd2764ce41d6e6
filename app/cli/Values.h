#pragma once

#include "core/types/Result.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Texts of the command line as values. Every error is an InvalidArgument whose context is the
// option and whose message names what is allowed.

namespace dare::cli
{

[[nodiscard]] Result<int> parseWhole(const std::string &option, std::string_view text, int minimum,
                                     int maximum);
/// Not a number and infinity are refused like any number outside the range.
[[nodiscard]] Result<double> parseReal(const std::string &option, std::string_view text,
                                       double minimum, double maximum);
[[nodiscard]] Result<std::uint64_t> parseSeed(const std::string &option, std::string_view text);

/// @return the error of a text that is none of the words allowed
[[nodiscard]] tl::unexpected<Error> notOneOf(const std::string &option, std::string_view text,
                                             const std::vector<std::string> &allowed);

/// Takes one of the names of an enum; `name(value)` gives them.
template <typename Enum>
[[nodiscard]] Result<Enum> parseNamed(const std::string &option, std::string_view text,
                                      const std::vector<Enum> &all)
{
    std::vector<std::string> allowed;
    for (const Enum value : all) {
        if (name(value) == text)
            return value;
        allowed.emplace_back(name(value));
    }
    return notOneOf(option, text, allowed);
}

/// @return the place of `text` in a table of names, as the enumeration that the table spells
template <typename Value, std::size_t N>
[[nodiscard]] Result<Value> oneOf(const std::string &option, const std::string &text,
                                  const std::array<std::string_view, N> &names)
{
    const auto at = std::find(names.begin(), names.end(), text);
    if (at == names.end())
        return notOneOf(option, text, {names.begin(), names.end()});
    return static_cast<Value>(at - names.begin());
}

/// @return the parts between commas without surrounding blanks; an empty text has none
[[nodiscard]] std::vector<std::string> splitList(std::string_view text);

} // namespace dare::cli
