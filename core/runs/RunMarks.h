#pragma once

#include "core/types/Batch.h"
#include "core/types/Result.h"

#include <filesystem>
#include <string>

namespace dare
{

/// What people and batches say of a run, beside what the sampler wrote. A file of its own,
/// `marks.json`, so that a run can be marked while another process samples it. Any thread.
struct RunMarks {
    std::string name; ///< the user's; empty: the title
    bool starred = false;
    BatchPlace batch;
    bool operator==(const RunMarks &) const = default;
};

/// @return the marks; those of a run without any where there is no file
/// @error InvalidInput naming the damaged file, Io
[[nodiscard]] Result<RunMarks> readMarks(const std::filesystem::path &run);
/// Atomic. Without marks the file is removed. @error Io
[[nodiscard]] Result<void> writeMarks(const std::filesystem::path &run, const RunMarks &marks);

/// The words of a text that begin with `#`, without it: the tags in a run's name.
[[nodiscard]] std::vector<std::string> tagsOf(const std::string &text);

} // namespace dare
