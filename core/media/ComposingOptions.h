#pragma once

#include "core/types/ExportPlan.h"

#include <string>
#include <vector>

namespace dare
{

/// A metric over the frames of an export, drawn beside the prompt.
struct MetricStrip {
    std::string name;          ///< "SSIM A to B"
    std::vector<float> values; ///< one per frame; NaN is a gap, infinity means identical
    int decimals = 3;
    std::string unit;

    [[nodiscard]] bool empty() const { return values.empty(); }
};

/// What an export adds to a view.
struct CompositorOptions {
    ExportSize size = ExportSize::Enlarged;
    MetricStrip strip{}; ///< empty: none
};

} // namespace dare
