#include "app/cli/Output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace dare::cli
{
namespace
{

/// Code points, which is columns for the scripts that a terminal shows one column wide.
std::size_t columnsOf(const std::string &text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xC0U) != 0x80U;
    }));
}

} // namespace

void printDocument(const nlohmann::json &document)
{
    using Handler = nlohmann::json::error_handler_t;
    fmt::print("{}\n", document.dump(2, ' ', false, Handler::replace));
    std::fflush(stdout);
}

ExitCode reportError(const Error &error, bool json, const std::string &run)
{
    fmt::print(stderr, "dare: {}\n", error.text());
    if (json) {
        nlohmann::json document{
            {"error",
             {{"code", name(error.code)}, {"message", error.message}, {"context", error.context}}}};
        if (!run.empty())
            document["run"] = run;
        printDocument(document);
    }
    return exitCodeOf(error.code);
}

void Table::print() const
{
    std::vector<std::size_t> widths(m_rows.front().size(), 0);
    for (const auto &row : m_rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columnsOf(row[i]));
    }
    for (const auto &row : m_rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size())
                line += std::string(widths[i] - columnsOf(row[i]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        fmt::print("{}\n", line);
    }
}

std::string bytesText(std::uint64_t bytes)
{
    constexpr std::array<const char *, 4> kUnits{"kB", "MB", "GB", "TB"};
    if (bytes < 1000)
        return fmt::format("{} B", bytes);
    double value = static_cast<double>(bytes) / 1000.0;
    std::size_t unit = 0;
    while (value >= 999.95 && unit + 1 < kUnits.size()) {
        value /= 1000.0;
        ++unit;
    }
    return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string durationText(double seconds)
{
    if (seconds < 59.95)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = std::lround(seconds);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

} // namespace dare::cli
