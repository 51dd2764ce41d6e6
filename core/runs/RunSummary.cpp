#include "core/runs/RunSummary.h"

#include "core/dare/Neglect.h"
#include "core/runs/BatchJson.h"
#include "core/runs/JsonFields.h"
#include "core/runs/RunMarks.h"
#include "core/runs/RunUpkeep.h"

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

/// Shares of every word at every step that is there. [step][W]
std::vector<std::vector<float>> sharesOf(const RunFolder &run, Side side)
{
    std::vector<std::vector<float>> out;
    const std::size_t words = run.manifest().tokens.words.size();
    for (int step = 0; step < run.manifest().side(side).stepsDone; ++step) {
        auto metrics = run.readMetrics(side, step);
        if (!metrics || metrics->share.size() != words)
            break;
        out.push_back(std::move(metrics->share));
    }
    return out;
}

/// Reads how attention treats the words; fills `neglected` where the run did not get to say.
ShareReading readShares(const RunFolder &run, Side side, std::vector<std::string> &neglected)
{
    constexpr std::size_t kLast = 3;
    const Recipe &recipe = run.manifest().recipe;
    ShareReading out;
    out.ran = recipe.runs(side);
    const auto shares = out.ran ? sharesOf(run, side) : std::vector<std::vector<float>>{};
    if (shares.empty())
        return out;
    const bool judge = run.manifest().side(side).latentsSha256.empty();
    if (judge)
        neglected.clear();
    const std::vector<Word> &words = run.manifest().tokens.words;
    const std::size_t first = shares.size() - std::min(kLast, shares.size());
    for (std::size_t w = 0; w < words.size(); ++w) {
        if (words[w].tokens.empty() || words[w].rho < recipe.side(side).value(Option::Tau))
            continue;
        std::vector<float> own;
        for (const auto &step : shares)
            own.push_back(step[w]);
        double mean = 0.0;
        for (std::size_t step = first; step < own.size(); ++step)
            mean += static_cast<double>(own[step]) / static_cast<double>(own.size() - first);
        if (out.worst < 0.0 || mean < out.worst) {
            out.worst = mean;
            out.word = words[w].label;
        }
        out.below += mean < recipe.neglectShare ? 1 : 0;
        if (judge && isNeglected(own, recipe.neglectShare, recipe.neglectSteps))
            neglected.push_back(words[w].label);
    }
    return out;
}

std::string reasonOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::OutOfMemory:
        return "Out of memory";
    case ErrorCode::Io:
        return "Disk";
    case ErrorCode::NotFound:
        return "File missing";
    case ErrorCode::InvalidInput:
    case ErrorCode::InvalidArgument:
        return "Refused";
    case ErrorCode::Unsupported:
        return "Not supported";
    default:
        return "Failed";
    }
}

Json shareAsJson(const ShareReading &share)
{
    return {
        {"ran", share.ran}, {"worst", share.worst}, {"word", share.word}, {"below", share.below}};
}

void readShare(const JsonFields &fields, const std::string &key, ShareReading &share)
{
    fields.readObject(key, [&share](const JsonFields &object) {
        object.read("ran", share.ran);
        object.read("worst", share.worst);
        object.read("word", share.word);
        object.read("below", share.below);
    });
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
    summary.stepsDone = manifest.stepsDone();
    summary.seconds = manifest.seconds;
    summary.settings = settingsOf(manifest.recipe);
    summary.neglectedA = manifest.a.neglected;
    summary.neglectedB = manifest.b.neglected;
    if (manifest.error) {
        summary.error = manifest.error->text();
        summary.reason = reasonOf(manifest.error->code);
        summary.resumable = manifest.error->code != ErrorCode::InvalidInput &&
                            manifest.error->code != ErrorCode::InvalidArgument;
    }
    summary.runsA = manifest.recipe.runA;
    summary.runsB = manifest.recipe.runB;
    summary.shareA = readShares(run, Side::A, summary.neglectedA);
    summary.shareB = readShares(run, Side::B, summary.neglectedB);
    summary.interrupted = run.interrupted();
    const RunBytes bytes = bytesOf(run.path());
    summary.bytes = bytes.all;
    summary.mapBytes = bytes.maps;
    // Damaged marks hide a name and a star, not the run.
    const RunMarks marks = readMarks(run.path()).value_or(RunMarks{});
    summary.starred = marks.starred;
    summary.batch = marks.batch;
    if (!marks.name.empty())
        summary.title = marks.name;
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
    summary.reason = "Unreadable";
    summary.resumable = false;
    return summary;
}

std::string summaryToJson(const RunSummary &summary)
{
    Json json{{"path", summary.path},
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
              {"error", summary.error},
              {"reason", summary.reason},
              {"resumable", summary.resumable},
              {"runs_a", summary.runsA},
              {"runs_b", summary.runsB},
              {"share_a", shareAsJson(summary.shareA)},
              {"share_b", shareAsJson(summary.shareB)},
              {"starred", summary.starred},
              {"interrupted", summary.interrupted},
              {"bytes", summary.bytes},
              {"map_bytes", summary.mapBytes}};
    if (!summary.batch.id.empty())
        json["batch"] = placeAsJson(summary.batch);
    return textOf(json, -1);
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
    fields.read("reason", summary.reason);
    fields.read("resumable", summary.resumable);
    fields.read("runs_a", summary.runsA);
    fields.read("runs_b", summary.runsB);
    readShare(fields, "share_a", summary.shareA);
    readShare(fields, "share_b", summary.shareB);
    fields.read("starred", summary.starred);
    fields.read("interrupted", summary.interrupted);
    fields.read("bytes", summary.bytes);
    fields.read("map_bytes", summary.mapBytes);
    fields.readObject("batch", [&](const JsonFields &batch) { summary.batch = readPlace(batch); });
    if (error)
        return tl::unexpected(std::move(*error));
    return summary;
}

} // namespace dare
