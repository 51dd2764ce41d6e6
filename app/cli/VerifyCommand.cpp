#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/Values.h"
#include "core/verify/Verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace dare::cli
{
namespace
{

namespace fs = std::filesystem;

struct VerifyArguments {
    std::vector<std::string> fixtures;
    VerifyOptions options;
    std::string precision = "fp32";
    bool json = false;
};

/// `fixture.*` as a shell expands it names every file of one fixture: each folder counts once.
std::vector<fs::path> distinct(const std::vector<std::string> &texts)
{
    std::vector<fs::path> paths;
    std::vector<fs::path> folders;
    for (const std::string &text : texts) {
        std::error_code ignored;
        const fs::path whole = fs::weakly_canonical(text, ignored);
        const fs::path folder = fs::is_directory(whole, ignored) ? whole : whole.parent_path();
        if (std::find(folders.begin(), folders.end(), folder) != folders.end())
            continue;
        folders.push_back(folder);
        paths.emplace_back(text);
    }
    return paths;
}

nlohmann::json stagesOf(const VerifyReport &report)
{
    nlohmann::json stages = nlohmann::json::array();
    for (const StageResult &stage : report.stages) {
        nlohmann::json item{{"stage", stage.stage},
                            {"backend", stage.backend},
                            {"max_abs", nullptr},
                            {"allowed", stage.allowed},
                            {"ok", nullptr}};
        if (stage.maxAbs)
            item["max_abs"] = *stage.maxAbs;
        if (stage.ok)
            item["ok"] = *stage.ok;
        stages.push_back(std::move(item));
    }
    return stages;
}

nlohmann::json documentOf(const std::vector<VerifyReport> &reports, bool ok)
{
    nlohmann::json document{{"ok", ok}, {"stages", nlohmann::json::array()}};
    if (reports.size() == 1)
        document["fixture"] = reports.front().fixture;
    for (const VerifyReport &report : reports) {
        const nlohmann::json stages = stagesOf(report);
        if (reports.size() > 1)
            document["fixtures"].push_back(
                {{"fixture", report.fixture}, {"ok", report.ok}, {"stages", stages}});
        document["stages"].insert(document["stages"].end(), stages.begin(), stages.end());
    }
    return document;
}

void printReport(const VerifyReport &report)
{
    fmt::print("{}\n", report.fixture);
    Table table({"stage", "backend", "max abs", "allowed", "ok"});
    for (const StageResult &stage : report.stages) {
        if (stage.maxAbs)
            table.add({stage.stage, stage.backend, fmt::format("{:.3g}", *stage.maxAbs),
                       fmt::format("{:.3g}", stage.allowed), stage.ok == true ? "ok" : "FAILED"});
        else
            table.add({stage.stage, stage.backend, "", "", "not built"});
    }
    table.print();
    fmt::print("{}\n\n", report.ok ? "ok" : "FAILED");
}

ExitCode verify(const VerifyArguments &arguments)
{
    VerifyOptions options = arguments.options;
    const auto precision =
        parseNamed<Precision>("--precision", arguments.precision,
                              {Precision::Fp32, Precision::Bf16, Precision::Bf16Diffusers});
    if (!precision)
        return reportError(precision.error(), arguments.json);
    options.precision = *precision;
    std::vector<VerifyReport> reports;
    for (const fs::path &fixture : distinct(arguments.fixtures)) {
        Result<VerifyReport> report = verifyFixture(fixture, options);
        if (!report)
            return reportError(report.error(), arguments.json);
        if (!arguments.json)
            printReport(*report);
        reports.push_back(std::move(*report));
    }
    const bool ok = std::all_of(reports.begin(), reports.end(),
                                [](const VerifyReport &report) { return report.ok; });
    if (arguments.json)
        printDocument(documentOf(reports, ok));
    return ok ? ExitCode::Done : ExitCode::CheckFailed;
}

} // namespace

void addVerify(CLI::App &app, Action &chosen)
{
    const auto arguments = std::make_shared<VerifyArguments>();
    CLI::App &command =
        *app.add_subcommand("verify", "Compare every stage with a folder of known answers");
    command.add_option("FIXTURE", arguments->fixtures, "Folders, or files in them")->required();
    command.add_option("--device", arguments->options.device, "Where to compute")
        ->type_name("cpu|cuda|cuda:N")
        ->capture_default_str();
    command.add_option("--precision", arguments->precision, "Of the transformer")
        ->type_name("fp32|bf16|bf16-diffusers")
        ->capture_default_str();
    command.add_flag("--json", arguments->json, "One JSON document on stdout");
    command.callback([arguments, &chosen] { chosen = [arguments] { return verify(*arguments); }; });
}

} // namespace dare::cli
