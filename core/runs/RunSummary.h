#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Batch.h"
#include "core/types/Result.h"
#include "core/types/ShareReading.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dare
{

/// One line of the list of runs.
struct RunSummary {
    std::string path;
    std::string title; ///< the user's name for it where there is one
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
    std::string reason;    ///< of a failure, in a word or two: "Out of memory"
    bool resumable = true; ///< false where going on would fail in the same way
    bool runsA = true;
    bool runsB = true;
    ShareReading shareA;
    ShareReading shareB;
    bool starred = false;
    bool interrupted = false;   ///< its writer died
    std::uint64_t bytes = 0;    ///< on disk
    std::uint64_t mapBytes = 0; ///< of these, maps
    BatchPlace batch;

    [[nodiscard]] const ShareReading &share(Side side) const
    {
        return side == Side::A ? shareA : shareB;
    }
};

/// `settings` names what side B does otherwise than A (a single side: otherwise than plain), by the
/// symbols of the options table: "λ 0.50 · s 1.00". `stepsDone` is that of the side further behind.
/// Neglected words are judged from the steps there are. Reads steps and sizes: @thread worker
[[nodiscard]] RunSummary summarize(const RunFolder &run);

/// The line of a run that cannot be read.
[[nodiscard]] RunSummary summarizeUnreadable(const std::filesystem::path &run, const Error &error);

/// RunSummary <-> JSON text, as the index keeps it.
[[nodiscard]] std::string summaryToJson(const RunSummary &summary);
/// @error InvalidInput
[[nodiscard]] Result<RunSummary> summaryFromJson(const std::string &text);

} // namespace dare
