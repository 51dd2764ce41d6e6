#include "core/models/ModelFolder.h"

#include <algorithm>

namespace dare
{
namespace
{

std::string variantOr(const ModelInfo &model, const std::string &wanted)
{
    const auto &all = model.variants;
    if (std::find(all.begin(), all.end(), wanted) != all.end())
        return wanted;
    return all.empty() ? "" : all.front();
}

} // namespace

std::vector<Preset> presets(const ModelInfo &model)
{
    Preset plain{"Plain CFG", {}};
    plain.options.variant = variantOr(model, "plain");
    plain.options.value(Option::W) = model.guidanceScale;
    plain.options.value(Option::Tau) = model.tau;

    Preset dare = plain;
    dare.name = "DARE";
    dare.options.variant = variantOr(model, "dare");
    dare.options.wordWeights = true;

    Preset guidance = dare;
    guidance.name = "DR-CFG only";
    // A card that recommends 0 still leaves the preset something to show.
    guidance.options.value(Option::Lambda) = model.drCfgStrength > 0 ? model.drCfgStrength : 0.5;

    Preset attention = dare;
    attention.name = "SRA only";
    attention.options.value(Option::S) = model.sraStrength;

    dare.options.value(Option::Lambda) = model.drCfgStrength;
    dare.options.value(Option::S) = model.sraStrength;
    return {plain, dare, guidance, attention};
}

Recipe defaultRecipe(const ModelInfo &model)
{
    const std::vector<Preset> all = presets(model);
    Recipe recipe;
    recipe.model = model.root.string();
    recipe.steps = model.steps;
    recipe.shift = model.shift;
    recipe.size = model.size;
    recipe.maxTokens = model.maxTokens;
    recipe.a = all[0].options;
    recipe.b = all[1].options;
    return recipe;
}

} // namespace dare
