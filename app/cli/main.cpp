#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "core/models/Device.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>

namespace
{

using namespace dare;
using namespace dare::cli;

std::string versionText()
{
    return fmt::format("dare {} ({}), LibTorch {}, CUDA {}, media {}", DARE_VERSION,
                       DARE_BUILD_TYPE, describeEnvironment("cpu")["torch"],
                       DARE_HAS_CUDA_BUILD ? "yes" : "no", DARE_HAS_MEDIA ? "yes" : "no");
}

void logToStderr(bool verbose)
{
    spdlog::set_default_logger(spdlog::stderr_color_mt("dare"));
    spdlog::set_pattern("%^%l%$: %v");
    spdlog::set_level(verbose ? spdlog::level::info : spdlog::level::warn);
}

bool asksForJson(int argc, char **argv)
{
    return std::any_of(argv, argv + argc,
                       [](const char *argument) { return std::string_view(argument) == "--json"; });
}

/// Help and version are successes; everything else that CLI11 throws is a usage error.
ExitCode parseFailure(const CLI::App &app, const CLI::ParseError &error, bool json)
{
    if (error.get_exit_code() == 0) {
        app.exit(error);
        return ExitCode::Done;
    }
    return reportError({ErrorCode::InvalidArgument,
                        std::string(error.what()) + "\nSee: dare --help, dare COMMAND --help", ""},
                       json);
}

ExitCode runCommand(int argc, char **argv)
{
    CLI::App app("DARE Workbench without a window: sample, compare and look inside text-to-video "
                 "models");
    Action chosen;
    bool verbose = false;
    app.name("dare");
    app.set_version_flag("--version", versionText);
    app.add_flag("-v,--verbose", verbose, "Say more on stderr");
    // Not require_subcommand(): it would hide the name of a command that there is not.
    app.require_subcommand(0, 1);
    app.fallthrough();
    for (const auto add :
         {addSample, addTriage, addSweep, addResume, addDecode, addRuns, addShow, addRecipe,
          addMaps, addFigure, addExport, addModel, addTokens, addVerify, addBench})
        add(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return parseFailure(app, error, asksForJson(argc, argv));
    }
    if (!chosen)
        return reportError({ErrorCode::InvalidArgument, "name a subcommand; see dare --help", ""},
                           asksForJson(argc, argv));
    logToStderr(verbose);
    return chosen();
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is an error like a full disk
    try {
        const ExitCode code = runCommand(argc, argv);
        if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
            return static_cast<int>(code);
        fmt::print(stderr, "dare: what it had to say could not be written to standard output\n");
        return static_cast<int>(code == ExitCode::Done ? ExitCode::BadInput : code);
    } catch (const std::exception &error) {
        const dare::Error failure{dare::ErrorCode::Internal, error.what(), "unexpected"};
        return static_cast<int>(dare::cli::reportError(failure, asksForJson(argc, argv)));
    }
}
