#include "app/cli/Commands.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/RunSession.h"

namespace dare::cli
{

void addResume(CLI::App &app, Action &chosen)
{
    struct Options {
        std::string run;
        RunSession session;
    };
    const auto options = std::make_shared<Options>();
    CLI::App &command = *app.add_subcommand(
        "resume", "Go on with a run that was stopped, with the result of an uninterrupted one");
    command.add_option("RUN", options->run, "Run folder")->required();
    command.add_option("--out", options->session.out, "Write the labelled comparison")
        ->type_name("FILE.mp4");
    command.add_flag("--json", options->session.json, "One JSON document on stdout");
    command.callback([options, &chosen] {
        chosen = [options] {
            return options->session.run(
                [&](Engine &engine, RunControl &control, const EventSink &sink) {
                    return engine.resume(findRun(options->run), 1, control, sink);
                });
        };
    });
}

} // namespace dare::cli
