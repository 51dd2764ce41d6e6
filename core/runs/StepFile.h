#pragma once

#include "core/tensors/SafeTensors.h"
#include "core/types/Result.h"
#include "core/types/RunEvent.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dare
{

/// What a step leaves behind, beside its maps. Views into the caller's memory.
struct StepRecord {
    StepMetrics metrics;
    std::vector<TensorView> state;              ///< latents, x0, corrected ...
    std::map<std::string, std::string> scalars; ///< order of the solver, ...
};

/// Writes one `steps/0012.safetensors`: the state, the metrics as tensors (`mass_before`,
/// `mass_after` [L,T]; `norm_before`, `norm_after`, `consistency` [L]; `word_consistency` [L,W];
/// `share` [W]; empty ones are left out), and as metadata the scalars, `step`, `seconds`,
/// `blocks`, `tokens`.
/// @error Io; Internal where a size disagrees with its shape
[[nodiscard]] Result<void> writeStepFile(const std::filesystem::path &path,
                                         const StepRecord &record);

/// @error NotFound; InvalidInput naming the file and the tensor
[[nodiscard]] Result<StepMetrics> readStepMetrics(const std::filesystem::path &path);

} // namespace dare
