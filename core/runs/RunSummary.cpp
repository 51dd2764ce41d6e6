#include "core/runs/RunSummary.h"

#include "core/runs/JsonFields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace dare
{
namespace
{

std::string valueText(const SideOptions &side, const OptionSpec &row)
{
    const auto curve = side.curves.find(row.option);
    if (curve == side.curves.end() || curve->second.points.empty())
        return fmt::format("{:.{}f}", side.value(row.option), row.decimals);
    const auto &points = curve->second.points;
    return fmt::format("{:.{}f}→{:.{}f}", points.front().second, row.decimals, points.back().second,
                       row.decimals);
}

/// What `side` does otherwise than `base`.
std::string differences(const SideOptions &side, const SideOptions &base)
{
    std::vector<std::string> parts;
    if (side.variant != base.variant)
        parts.push_back(side.variant.empty() ? "one variant" : side.variant);
    for (const OptionSpec &row : kOptions) {
        const std::string text = valueText(side, row);
        if (text != valueText(base, row))
            parts.push_back(fmt::format("{} {}", row.symbol, text));
    }
    if (side.wordWeights != base.wordWeights)
        parts.push_back(side.wordWeights ? "weights on" : "weights off");
    return fmt::format("{}", fmt::join(parts, " · "));
}

std::string settingsOf(const Recipe &recipe)
{
    if (recipe.runA && recipe.runB)
        return differences(recipe.b, recipe.a);
    const SideOptions &only = recipe.runA ? recipe.a : recipe.b;
    SideOptions plain;
    plain.variant = only.variant;
    return differences(only, plain);
}

int stepsDoneOf(const RunManifest &manifest)
{
    const Recipe &recipe = manifest.recipe;
    if (recipe.runA && recipe.runB)
        return std::min(manifest.a.stepsDone, manifest.b.stepsDone);
    return recipe.runA ? manifest.a.stepsDone : manifest.b.stepsDone;
}

} // namespace

RunSummary summarize(const RunFolder &run)
{
    const RunManifest &manifest = run.manifest();
    RunSummary summary;
    summary.path = run.path().string();
    summary.title = manifest.title;
    summary.prompt = manifest.recipe.prompt;
    summary.created = manifest.created;
    summary.status = manifest.status;
    summary.seed = manifest.recipe.seed;
    summary.steps = manifest.recipe.steps;
    summary.stepsDone = stepsDoneOf(manifest);
    summary.seconds = manifest.seconds;
    summary.settings = settingsOf(manifest.recipe);
    summary.neglectedA = manifest.a.neglected;
    summary.neglectedB = manifest.b.neglected;
    if (manifest.error)
        summary.error = manifest.error->text();
    return summary;
}

RunSummary summarizeUnreadable(const std::filesystem::path &run, const Error &error)
{
    RunSummary summary;
    summary.path = run.string();
    summary.title = run.filename().string();
    // The name of a run starts with its time: keep its place in the list.
    summary.created = summary.title.substr(0, summary.title.find('_'));
    summary.status = RunStatus::Failed;
    summary.error = error.text();
    return summary;
}

std::string summaryToJson(const RunSummary &summary)
{
    return textOf({{"path", summary.path},
                   {"title", summary.title},
                   {"prompt", summary.prompt},
                   {"created", summary.created},
                   {"status", name(summary.status)},
                   {"seed", summary.seed},
                   {"steps", summary.steps},
                   {"steps_done", summary.stepsDone},
                   {"seconds", summary.seconds},
                   {"settings", summary.settings},
                   {"neglected_a", summary.neglectedA},
                   {"neglected_b", summary.neglectedB},
                   {"error", summary.error}},
                  -1);
}

Result<RunSummary> summaryFromJson(const std::string &text)
{
    const Result<Json> json = parseObject(text, "index of runs");
    if (!json)
        return tl::unexpected(json.error());
    RunSummary summary;
    std::optional<Error> error;
    const JsonFields fields(*json, "index of runs", error);
    fields.read("path", summary.path);
    fields.read("title", summary.title);
    fields.read("prompt", summary.prompt);
    fields.read("created", summary.created);
    fields.readNamed(
        "status", summary.status,
        {RunStatus::Running, RunStatus::Done, RunStatus::Cancelled, RunStatus::Failed});
    fields.read("seed", summary.seed);
    fields.read("steps", summary.steps);
    fields.read("steps_done", summary.stepsDone);
    fields.read("seconds", summary.seconds);
    fields.read("settings", summary.settings);
    fields.read("neglected_a", summary.neglectedA);
    fields.read("neglected_b", summary.neglectedB);
    fields.read("error", summary.error);
    if (error)
        return tl::unexpected(std::move(*error));
    return summary;
}

} // namespace dare
