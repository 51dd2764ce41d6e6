#include "app/cli/RunReport.h"

#include "app/cli/Output.h"
#include "app/cli/Progress.h"
#include "core/runs/RecipeFields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dare::cli
{
namespace
{

nlohmann::json sideReport(const RunManifest &manifest, Side side, const nlohmann::json &recipe)
{
    const SideState &state = manifest.side(side);
    nlohmann::json out{{"options", recipe[std::string(1, letter(side))]},
                       {"steps_done", state.stepsDone},
                       {"latents_sha256", nullptr},
                       {"model_hash", state.modelHash},
                       {"neglected", state.neglected}};
    if (!state.latentsSha256.empty())
        out["latents_sha256"] = state.latentsSha256;
    return out;
}

/// A text that fits a few lines; `--json` has all of it.
std::string shortened(std::string text)
{
    constexpr std::size_t kMaxBytes = 300;
    if (text.size() <= kMaxBytes)
        return text;
    std::size_t end = kMaxBytes;
    while (end > 0 && (static_cast<unsigned>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end) + "…";
}

std::vector<std::string> labelsOf(const std::vector<MapRow> &rows)
{
    std::vector<std::string> labels;
    for (const MapRow &row : rows)
        labels.push_back(row.label);
    return labels;
}

} // namespace

nlohmann::json reportOf(const RunFolder &run)
{
    const RunManifest &manifest = run.manifest();
    const nlohmann::json recipe = recipeAsJson(manifest.recipe);
    nlohmann::json out{
        {"run", run.path().string()},           {"status", name(manifest.status)},
        {"seconds", manifest.seconds},          {"title", manifest.title},
        {"created", manifest.created},          {"prompt", manifest.recipe.prompt},
        {"seed", manifest.recipe.seed},         {"steps", manifest.recipe.steps},
        {"noise_sha256", manifest.noiseSha256}, {"density_source", manifest.densitySource},
        {"map_words", labelsOf(manifest.rows)}, {"environment", manifest.environment},
        {"sides", nlohmann::json::object()}};
    out["warnings"] = warningsOf(manifest.recipe, manifest.tokens);
    for (const Side side : kSides) {
        if (manifest.recipe.runs(side))
            out["sides"][std::string(1, letter(side))] = sideReport(manifest, side, recipe);
    }
    if (manifest.error)
        out["reason"] = manifest.error->text();
    return out;
}

std::string sideText(const SideOptions &side)
{
    std::vector<std::string> parts;
    if (!side.variant.empty())
        parts.push_back("variant=" + side.variant);
    for (const OptionSpec &row : kOptions) {
        const auto curve = side.curves.find(row.option);
        if (curve != side.curves.end() && !curve->second.points.empty()) {
            const auto &points = curve->second.points;
            parts.push_back(
                fmt::format("{}={}→{}", row.name, points.front().second, points.back().second));
        } else if (row.option == Option::W || side.value(row.option) != row.fallback) {
            parts.push_back(fmt::format("{}={}", row.name, side.value(row.option)));
        }
    }
    if (side.wordWeights)
        parts.emplace_back("weights=on");
    return fmt::format("{}", fmt::join(parts, ","));
}

void printReport(const RunFolder &run)
{
    const RunManifest &manifest = run.manifest();
    const Recipe &recipe = manifest.recipe;
    fmt::print("run      {}\n", run.path().string());
    fmt::print("status   {}, {}\n", name(manifest.status), durationText(manifest.seconds));
    if (manifest.error)
        fmt::print("reason   {}\n", manifest.error->text());
    fmt::print("prompt   {}\n", shortened(recipe.prompt));
    if (!recipe.negative.empty())
        fmt::print("negative {}\n", shortened(recipe.negative));
    fmt::print("seed     {}, {} steps, {}, shift {}\n", recipe.seed, recipe.steps,
               name(recipe.sampler), recipe.shift);
    for (const Side side : kSides) {
        if (!recipe.runs(side))
            continue;
        const SideState &state = manifest.side(side);
        fmt::print("side {}   {}/{} steps  {}\n", letter(side), state.stepsDone, recipe.steps,
                   sideText(recipe.side(side)));
        if (!state.latentsSha256.empty())
            fmt::print("         latents {}\n", state.latentsSha256);
        if (!state.neglected.empty())
            fmt::print("         neglected: {}\n", fmt::join(state.neglected, ", "));
    }
    if (!manifest.rows.empty())
        fmt::print("maps     {}\n", fmt::join(labelsOf(manifest.rows), ", "));
}

} // namespace dare::cli
