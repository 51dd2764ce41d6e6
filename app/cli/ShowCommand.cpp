#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/RunReport.h"

namespace dare::cli
{
namespace
{

ExitCode show(const std::string &text, bool json)
{
    const Result<RunFolder> run = RunFolder::open(findRun(text));
    if (!run)
        return reportError(run.error(), json);
    if (json)
        printDocument(reportOf(*run));
    else
        printReport(*run);
    return ExitCode::Done;
}

} // namespace

void addShow(CLI::App &app, Action &chosen)
{
    struct Options {
        std::string run;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App &command = *app.add_subcommand("show", "Show what a run is and what it came to");
    command.add_option("RUN", options->run, "Run folder")->required();
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback(
        [options, &chosen] { chosen = [options] { return show(options->run, options->json); }; });
}

} // namespace dare::cli
