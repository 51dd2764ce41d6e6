#include "app/cli/BatchSession.h"
#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RecipeOptions.h"
#include "app/cli/RunPlaces.h"
#include "core/sweep/Batches.h"
#include "core/sweep/SeedRanking.h"

#include <fmt/format.h>

#include <algorithm>

namespace dare::cli
{
namespace
{

struct TriageOptions {
    RecipeArguments arguments;
    std::string runs;
    std::string by = "both";
    int seeds = 10;
    int steps = 6;
    int finish = 0;
    bool json = false;
};

std::string shareText(const ShareReading &share)
{
    return share.worst < 0.0 ? "-" : fmt::format("{:.2f} {}", share.worst, share.word);
}

void report(const std::vector<RunSummary> &ranked, bool json)
{
    if (json) {
        printRuns(ranked);
        return;
    }
    Table table({"rank", "seed", "steps", "A: least share", "B: least share", "run"});
    for (std::size_t i = 0; i < ranked.size(); ++i)
        table.add({std::to_string(i + 1), std::to_string(ranked[i].seed),
                   fmt::format("{}/{}", ranked[i].stepsDone, ranked[i].steps),
                   shareText(ranked[i].shareA), shareText(ranked[i].shareB),
                   std::filesystem::path(ranked[i].path).filename().string()});
    table.print();
}

ExitCode runTriage(const TriageOptions &options)
{
    const Result<Recipe> recipe = options.arguments.recipe();
    if (!recipe)
        return reportError(recipe.error(), options.json);
    const Result<Batch> batch = triage(*recipe, options.seeds, options.steps);
    if (!batch)
        return reportError(batch.error(), options.json);
    BatchSession session(options.runs.empty() ? defaultRunsFolder()
                                              : std::filesystem::path(options.runs));
    Result<ExitCode> code = session.run(*batch);
    std::vector<RunSummary> ranked = session.summaries();
    const RankBy by = options.by == "a" ? RankBy::A : options.by == "b" ? RankBy::B : RankBy::Both;
    rankSeeds(ranked, by);
    if (code && *code == ExitCode::Done && options.finish > 0) {
        std::vector<std::string> best;
        for (const RunSummary &run : ranked)
            best.push_back(run.path);
        best.resize(std::min(best.size(), static_cast<std::size_t>(options.finish)));
        code = session.finish(best);
        ranked = session.summaries();
        rankSeeds(ranked, by);
    }
    if (!code)
        return reportError(code.error(), options.json);
    report(ranked, options.json);
    if (!options.json && options.finish == 0 && !ranked.empty() &&
        ranked.front().stepsDone < ranked.front().steps)
        fmt::print(stderr, "to finish the best: dare resume '{}'\n", ranked.front().path);
    return *code;
}

} // namespace

void addTriage(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<TriageOptions>();
    CLI::App &command = *app.add_subcommand(
        "triage", "Sample a few steps of many seeds and rank them by the neglect meter");
    options->arguments.addTo(command);
    command.add_option("--seeds", options->seeds, "How many seeds, from --seed on (default 10)")
        ->check(CLI::Range(1, kMaxSweep));
    command.add_option("--to", options->steps, "Steps of each seed (default 6)")
        ->check(CLI::Range(1, kMaxSweep));
    command.add_option("--rank-by", options->by, "Whose words decide: both, a or b")
        ->check(CLI::IsMember({"both", "a", "b"}));
    command.add_option("--finish", options->finish, "Then finish the best N")
        ->check(CLI::Range(1, kMaxSweep));
    command.add_option("--runs", options->runs, "Folder of runs")->type_name("DIR");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback([options, &chosen] { chosen = [options] { return runTriage(*options); }; });
}

} // namespace dare::cli
