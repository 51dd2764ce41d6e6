#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "core/runs/RunIndex.h"

#include <fmt/format.h>

namespace dare::cli
{
namespace
{

Result<std::vector<RunSummary>> listRuns(const std::filesystem::path &runs)
{
    Result<RunIndex> index = RunIndex::open(cacheFolder(), runs);
    if (!index)
        return tl::unexpected(index.error());
    if (const Result<bool> fresh = index->reconcile(); !fresh)
        return tl::unexpected(fresh.error());
    return index->list();
}

/// A prompt may be a page.
std::string shortTitle(const std::string &title)
{
    const std::string kept = fmt::format("{:.48}", title);
    return kept.size() < title.size() ? kept + "…" : title;
}

void printRuns(const std::vector<RunSummary> &list)
{
    Table table({"created", "status", "steps", "seed", "title", "B against A", "run"});
    for (const RunSummary &run : list)
        table.add({run.created, name(run.status), fmt::format("{}/{}", run.stepsDone, run.steps),
                   std::to_string(run.seed), shortTitle(run.title), run.settings,
                   std::filesystem::path(run.path).filename().string()});
    table.print();
}

ExitCode runs(const std::string &folder, bool json)
{
    const auto place = folder.empty() ? defaultRunsFolder() : std::filesystem::path(folder);
    const Result<std::vector<RunSummary>> list = listRuns(place);
    if (!list)
        return reportError(list.error(), json);
    if (json) {
        nlohmann::json items = nlohmann::json::array();
        for (const RunSummary &run : *list) {
            items.push_back(nlohmann::json::parse(summaryToJson(run)));
            items.back()["run"] = run.path;
        }
        printDocument({{"folder", place.string()}, {"runs", std::move(items)}});
    } else if (list->empty()) {
        fmt::print("no runs in {}\n", place.string());
    } else {
        printRuns(*list);
    }
    return ExitCode::Done;
}

} // namespace

void addRuns(CLI::App &app, Action &chosen)
{
    struct Options {
        std::string runs;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App &command = *app.add_subcommand("runs", "List the runs, newest first");
    command.add_option("--runs", options->runs, "Folder of runs")->type_name("DIR");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback(
        [options, &chosen] { chosen = [options] { return runs(options->runs, options->json); }; });
}

} // namespace dare::cli
