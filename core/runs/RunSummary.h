#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dare
{

/// One line of the list of runs.
struct RunSummary {
    std::string path;
    std::string title;
    std::string prompt;
    std::string created;
    RunStatus status = RunStatus::Done;
    std::uint64_t seed = 0;
    int steps = 0;
    int stepsDone = 0;
    double seconds = 0.0;
    std::string settings; ///< what differs between the sides
    std::vector<std::string> neglectedA;
    std::vector<std::string> neglectedB;
    std::string error;
};

/// `settings` names what side B does otherwise than A (a single side: otherwise than plain), by the
/// symbols of the options table: "λ 0.50 · s 1.00". `stepsDone` is that of the side further behind.
[[nodiscard]] RunSummary summarize(const RunFolder &run);

/// The line of a run that cannot be read.
[[nodiscard]] RunSummary summarizeUnreadable(const std::filesystem::path &run, const Error &error);

/// RunSummary <-> JSON text, as the index keeps it.
[[nodiscard]] std::string summaryToJson(const RunSummary &summary);
/// @error InvalidInput
[[nodiscard]] Result<RunSummary> summaryFromJson(const std::string &text);

} // namespace dare
