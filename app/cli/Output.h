#pragma once

#include "app/cli/ExitCode.h"
#include "core/types/Result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace dare::cli
{

/// Prints the one JSON document of `--json` on stdout.
void printDocument(const nlohmann::json &document);

/// Says on stderr what is wrong; with `json` the same as a document on stdout.
/// @param run folder that the failure left behind; empty: none
/// @return the exit status of the error's code
ExitCode reportError(const Error &error, bool json, const std::string &run = {});

/// Rows of text in columns as wide as their widest cell; the first row is the head.
class Table
{
public:
    explicit Table(std::vector<std::string> head) : m_rows{std::move(head)} {}
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    /// Prints on stdout.
    void print() const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

/// @return "70.2 MB"
[[nodiscard]] std::string bytesText(std::uint64_t bytes);
/// @return "8.1 s", "2 min 05 s"
[[nodiscard]] std::string durationText(double seconds);

} // namespace dare::cli
