#include "app/cli/BatchSession.h"
#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RecipeOptions.h"
#include "app/cli/RunPlaces.h"
#include "core/sweep/Batches.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dare::cli
{
namespace
{

struct SweepOptions {
    RecipeArguments arguments;
    std::vector<std::string> vary;
    std::string runs;
    bool json = false;
};

/// "b.lambda=0,0.5,1", "ab.w=1:5:3"
Result<SweepAxis> axisOf(const std::string &text)
{
    const std::size_t dot = text.find('.');
    const std::size_t equals = text.find('=');
    const std::string side = text.substr(0, dot);
    if (dot == std::string::npos || equals == std::string::npos || equals < dot ||
        (side != "a" && side != "b" && side != "ab"))
        return failure(ErrorCode::InvalidArgument,
                       "must look like b.lambda=0,0.5,1 or ab.w=1:5:3, not \"" + text + "\"",
                       "--vary");
    const auto option = optionNamed(std::string_view(text).substr(dot + 1, equals - dot - 1));
    if (!option) {
        std::vector<std::string_view> known;
        for (const OptionSpec &row : kOptions)
            known.push_back(row.name);
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("\"{}\" names no option; there are {}", text, fmt::join(known, ", ")),
            "--vary");
    }
    auto values = valuesOf(std::string_view(text).substr(equals + 1), spec(*option));
    if (!values)
        return tl::unexpected(values.error());
    return SweepAxis{*option, side != "b", side != "a", std::move(*values)};
}

std::string valueAt(const RunSummary &run, std::size_t axis)
{
    const SweepAxis &along = run.batch.axes[axis];
    return fmt::format("{:g}", along.values[static_cast<std::size_t>(run.batch.cell[axis])]);
}

void report(const std::vector<RunSummary> &runs, const std::vector<SweepAxis> &axes, bool json)
{
    if (json) {
        printRuns(runs);
        return;
    }
    std::vector<std::string> head;
    for (const SweepAxis &axis : axes)
        head.emplace_back(spec(axis.option).name);
    head.insert(head.end(), {"neglected in A", "neglected in B", "run"});
    Table table(head);
    for (const RunSummary &run : runs) {
        std::vector<std::string> row;
        for (std::size_t axis = 0; axis < axes.size(); ++axis)
            row.push_back(valueAt(run, axis));
        row.push_back(fmt::format("{}", fmt::join(run.neglectedA, " ")));
        row.push_back(fmt::format("{}", fmt::join(run.neglectedB, " ")));
        row.push_back(std::filesystem::path(run.path).filename().string());
        table.add(row);
    }
    table.print();
}

ExitCode runSweep(const SweepOptions &options)
{
    const Result<Recipe> recipe = options.arguments.recipe();
    if (!recipe)
        return reportError(recipe.error(), options.json);
    std::vector<SweepAxis> axes;
    for (const std::string &text : options.vary) {
        const Result<SweepAxis> axis = axisOf(text);
        if (!axis)
            return reportError(axis.error(), options.json);
        axes.push_back(*axis);
    }
    const Result<Batch> batch = sweep(*recipe, axes);
    if (!batch)
        return reportError(batch.error(), options.json);
    BatchSession session(options.runs.empty() ? defaultRunsFolder()
                                              : std::filesystem::path(options.runs));
    const Result<ExitCode> code = session.run(*batch);
    if (!code)
        return reportError(code.error(), options.json);
    report(session.summaries(), axes, options.json);
    return *code;
}

} // namespace

void addSweep(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<SweepOptions>();
    CLI::App &command =
        *app.add_subcommand("sweep", "Sample a run for each combination of one or two options");
    options->arguments.addTo(command);
    command
        .add_option("--vary", options->vary,
                    "An option and its values, as in b.lambda=0,0.5,1 or ab.w=1:5:3; twice for two")
        ->type_name("SIDE.KEY=VALUES")
        ->required()
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--runs", options->runs, "Folder of runs")->type_name("DIR");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback([options, &chosen] { chosen = [options] { return runSweep(*options); }; });
}

} // namespace dare::cli
