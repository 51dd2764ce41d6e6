#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// One stage against its known answer.
struct StageResult {
    std::string stage;
    std::string backend;
    std::optional<double> maxAbs; ///< none: not built
    double allowed = 0.0;
    std::optional<bool> ok; ///< none: not built
};

struct VerifyReport {
    std::string fixture;
    std::vector<StageResult> stages;
    bool ok = true; ///< no stage failed
};

struct VerifyOptions {
    std::string device = "cpu";
    Precision precision = Precision::Fp32; ///< Bf16: judged by twice the plain ATen path's error
};

/// @param fixture a folder with fixture.json and fixture.safetensors, or one of these files; the
///        model is its `model/`, its variants, or the embedded model
/// @error NotFound, InvalidInput, Unsupported (device)
[[nodiscard]] Result<VerifyReport> verifyFixture(const std::filesystem::path &fixture,
                                                 const VerifyOptions &options);

} // namespace dare
