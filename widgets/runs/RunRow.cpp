#include "widgets/runs/RunRow.h"

#include <tuple>

namespace dare
{

bool RunRow::sameAs(const RunRow &other) const
{
    const auto values = [](const RunRow &row) {
        return std::tie(row.path, row.title, row.settings, row.prompt, row.created, row.state,
                        row.stepsDone, row.steps, row.neglectedA, row.neglectedB, row.error,
                        row.reason, row.resumable, row.starred, row.seed, row.jobs, row.shareA,
                        row.shareB, row.batch);
    };
    return values(*this) == values(other);
}

} // namespace dare
