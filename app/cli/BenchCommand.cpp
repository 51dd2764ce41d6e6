#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/Values.h"
#include "core/runs/PreviewBench.h"
#include "core/verify/Bench.h"

#include <fmt/format.h>

#include <algorithm>

namespace dare::cli
{
namespace
{

struct BenchArguments {
    std::string device = "auto";
    std::string precision = "auto";
    std::string threads = "0";
    std::string rounds = "5";
    std::string steps = "16";
    std::string fixture;
    std::string dump;
    bool json = false;
};

Result<BenchOptions> optionsOf(const BenchArguments &arguments)
{
    constexpr int kMaxThreads = 1024;
    constexpr int kMaxRounds = 1000;
    constexpr int kMaxSteps = 1000;
    BenchOptions options;
    const auto take = [](const char *option, const std::string &text, int low, int high,
                         int &target) {
        const auto value = parseWhole(option, text, low, high);
        target = value.value_or(target);
        return value.map([](int) {});
    };
    auto taken = take("--threads", arguments.threads, 0, kMaxThreads, options.threads);
    if (taken)
        taken = take("--rounds", arguments.rounds, 1, kMaxRounds, options.rounds);
    if (taken)
        taken = take("--steps", arguments.steps, 1, kMaxSteps, options.steps);
    if (!taken)
        return tl::unexpected(taken.error());
    const auto precision = parseNamed<Precision>(
        "--precision", arguments.precision, {Precision::Auto, Precision::Fp32, Precision::Bf16});
    if (!precision)
        return tl::unexpected(precision.error());
    options.precision = *precision;
    options.device = arguments.device;
    options.fixture = arguments.fixture;
    options.dump = arguments.dump;
    return options;
}

/// Steps of a live preview.
constexpr int kPreviewSteps = 6;

nlohmann::json documentOf(const BenchResult &result, const std::vector<double> &previews)
{
    return {{"device", result.device},
            {"precision", result.precision},
            {"backend", result.backend},
            {"processor", result.processor},
            {"threads", result.threads},
            {"steps", result.steps},
            {"forward_ms", result.forwardMs},
            {"forward_capture_ms", result.forwardCaptureMs},
            {"pair_seconds", result.pairSeconds},
            {"preview_seconds", previews},
            {"peak_megabytes", result.peakMegabytes}};
}

/// One row: the median and what it lies between.
void addTimes(Table &table, const std::string &what, const std::string &unit,
              std::vector<double> times)
{
    if (times.empty())
        return;
    std::sort(times.begin(), times.end());
    const std::size_t half = times.size() / 2;
    const double median =
        times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2.0;
    table.add({what, fmt::format("{:.4g} {}", median, unit), fmt::format("{:.4g}", times.front()),
               fmt::format("{:.4g}", times.back()), std::to_string(times.size())});
}

void printResult(const BenchResult &result, const std::vector<double> &previews)
{
    fmt::print("{}, {} thread{}, {}, {}, {}\n", result.processor, result.threads,
               result.threads == 1 ? "" : "s", result.device, result.precision, result.backend);
    Table table({"embedded model", "median", "lowest", "highest", "rounds"});
    addTimes(table, "one forward", "ms", result.forwardMs);
    addTimes(table, "one forward, all maps kept", "ms", result.forwardCaptureMs);
    addTimes(table, fmt::format("pair of {} steps", result.steps), "s", result.pairSeconds);
    addTimes(table, fmt::format("live preview of {} steps, s changed", kPreviewSteps), "s", previews);
    table.print();
    fmt::print("peak memory {:.0f} MB\n", result.peakMegabytes);
}

ExitCode bench(const BenchArguments &arguments)
{
    const Result<BenchOptions> options = optionsOf(arguments);
    if (!options)
        return reportError(options.error(), arguments.json);
    const Result<BenchResult> result = benchEmbedded(*options);
    if (!result)
        return reportError(result.error(), arguments.json);
    const auto previews = benchPreviews(
        {options->device, options->threads, kPreviewSteps, 2 * options->rounds});
    if (!previews)
        return reportError(previews.error(), arguments.json);
    if (arguments.json)
        printDocument(documentOf(*result, *previews));
    else
        printResult(*result, *previews);
    return ExitCode::Done;
}

} // namespace

void addBench(CLI::App &app, Action &chosen)
{
    const auto arguments = std::make_shared<BenchArguments>();
    CLI::App &command = *app.add_subcommand("bench", "Time the embedded model on this machine");
    const auto add = [&command](const char *name, std::string &target, const char *type,
                                const char *help) {
        command.add_option(name, target, help)->type_name(type)->capture_default_str();
    };
    add("--device", arguments->device, "auto|cpu|cuda|cuda:N", "Where to compute");
    add("--precision", arguments->precision, "auto|fp32|bf16", "Of the transformer");
    add("--threads", arguments->threads, "N", "Threads of the processor; 0: the library's choice");
    add("--rounds", arguments->rounds, "N", "Measurements, after one warm-up each");
    add("--steps", arguments->steps, "N", "Denoising steps of the pair");
    command.add_option("--fixture", arguments->fixture, "Folder or file with noise and prompt")
        ->type_name("FILE");
    command.add_option("--dump", arguments->dump, "Write the forward's output as safetensors")
        ->type_name("FILE");
    command.add_flag("--json", arguments->json, "One JSON document on stdout");
    command.callback([arguments, &chosen] { chosen = [arguments] { return bench(*arguments); }; });
}

} // namespace dare::cli
