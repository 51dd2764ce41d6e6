#pragma once

#include "core/types/Recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace dare
{

/// One option that a sweep varies, on one side or on both.
struct SweepAxis {
    Option option = Option::Lambda;
    bool onA = false;
    bool onB = true;
    std::vector<double> values;
    bool operator==(const SweepAxis &) const = default;
};

/// Why runs belong together.
enum class BatchKind { Run, Resume, Triage, Sweep };
[[nodiscard]] constexpr std::string_view name(BatchKind kind)
{
    constexpr std::string_view names[]{"run", "resume", "triage", "sweep"};
    return names[static_cast<std::size_t>(kind)];
}

/// Where a run stands in its batch; kept with the run, so that a grid can be shown again.
struct BatchPlace {
    std::string id; ///< empty: the run stands alone
    BatchKind kind = BatchKind::Run;
    std::string title;
    std::vector<SweepAxis> axes;
    std::vector<int> cell; ///< triage: number of the seed; sweep: one index an axis
    bool operator==(const BatchPlace &) const = default;
};

/// One thing for the sampler to do.
struct Job {
    Recipe recipe;
    std::string resume; ///< run folder to go on with; empty: a new run of `recipe`
    std::vector<int> cell;
    bool operator==(const Job &) const = default;
};

/// Jobs that wait, as one entry of the queue.
struct Batch {
    std::string id;
    BatchKind kind = BatchKind::Run;
    std::string title;
    std::vector<SweepAxis> axes;
    std::vector<Job> jobs;
    bool operator==(const Batch &) const = default;
};

} // namespace dare
