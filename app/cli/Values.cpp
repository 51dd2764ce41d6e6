#include "app/cli/Values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>

namespace dare::cli
{
namespace
{

template <typename Number> std::optional<Number> numberOf(std::string_view text)
{
    Number value{};
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || last != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

} // namespace

Result<int> parseWhole(const std::string &option, std::string_view text, int minimum, int maximum)
{
    const auto value = numberOf<int>(text);
    if (value && *value >= minimum && *value <= maximum)
        return *value;
    return failure(
        ErrorCode::InvalidArgument,
        fmt::format("must be a whole number from {} to {}, not \"{}\"", minimum, maximum, text),
        option);
}

Result<double> parseReal(const std::string &option, std::string_view text, double minimum,
                         double maximum)
{
    const auto value = numberOf<double>(text);
    if (value && std::isfinite(*value) && *value >= minimum && *value <= maximum)
        return *value;
    return failure(
        ErrorCode::InvalidArgument,
        fmt::format("must be a number from {} to {}, not \"{}\"", minimum, maximum, text), option);
}

Result<std::uint64_t> parseSeed(const std::string &option, std::string_view text)
{
    if (const auto value = numberOf<std::uint64_t>(text))
        return *value;
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("must be a whole number from 0 to {}, not \"{}\"",
                               std::numeric_limits<std::uint64_t>::max(), text),
                   option);
}

tl::unexpected<Error> notOneOf(const std::string &option, std::string_view text,
                               const std::vector<std::string> &allowed)
{
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("must be one of {}, not \"{}\"", fmt::join(allowed, ", "), text),
                   option);
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        std::string_view part = text.substr(0, comma);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        const std::size_t first = part.find_first_not_of(' ');
        part = first == std::string_view::npos ? std::string_view() : part.substr(first);
        part = part.substr(0, part.find_last_not_of(' ') + 1);
        parts.emplace_back(part);
    }
    return parts;
}

} // namespace dare::cli
