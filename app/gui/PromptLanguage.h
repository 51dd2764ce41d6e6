#pragma once

#include "core/prompt/SemanticDensity.h"
#include "core/prompt/Tokenizer.h"

#include <filesystem>
#include <memory>

namespace dare
{

/// Tokenizer and densities of one model folder. Immutable; any thread.
struct PromptLanguage {
    Tokenizer tokenizer;
    SemanticDensity density;
};

/// @error of the file that cannot be read @thread worker
[[nodiscard]] Result<std::shared_ptr<const PromptLanguage>>
loadLanguage(const std::filesystem::path &folder);

} // namespace dare
