#include "app/gui/PromptLanguage.h"

#include <utility>

namespace dare
{

Result<std::shared_ptr<const PromptLanguage>> loadLanguage(const std::filesystem::path &folder)
{
    auto tokenizer = Tokenizer::load(folder / "tokenizer" / "spiece.model");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto density = SemanticDensity::load(folder, *tokenizer);
    if (!density)
        return tl::unexpected(density.error());
    return std::make_shared<const PromptLanguage>(
        PromptLanguage{*std::move(tokenizer), *std::move(density)});
}

} // namespace dare
