#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "core/models/ModelFolder.h"
#include "core/runs/Engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

namespace dare::cli
{
namespace
{

/// What the model's own default run needs; none where the folder cannot run.
std::optional<RunPrediction> predictionOf(const ModelInfo &model)
{
    if (!model.complete())
        return std::nullopt;
    Engine engine;
    const Result<Recipe> recipe = engine.resolve(defaultRecipe(model));
    if (!recipe)
        return std::nullopt;
    const Result<RunPrediction> prediction = engine.predict(*recipe);
    return prediction ? std::optional(*prediction) : std::nullopt;
}

nlohmann::json documentOf(const ModelInfo &model, const std::optional<RunPrediction> &prediction)
{
    nlohmann::json files = nlohmann::json::array();
    for (const FileCheck &file : model.files)
        files.push_back({{"path", file.path},
                         {"found", file.found},
                         {"bytes", file.bytes},
                         {"dtype", file.dtype},
                         {"parameters", file.parameters},
                         {"problem", file.problem}});
    nlohmann::json out{{"folder", model.root.string()},
                       {"name", model.name},
                       {"complete", model.complete()},
                       {"variants", model.variants},
                       {"parameters", model.parameters},
                       {"weight_bytes", model.weightBytes},
                       {"size",
                        {{"width", model.size.width},
                         {"height", model.size.height},
                         {"frames", model.size.frames}}},
                       {"blocks", model.blocks},
                       {"heads", model.heads},
                       {"max_tokens", model.maxTokens},
                       {"memory_bytes", nullptr},
                       {"files", std::move(files)}};
    if (prediction) {
        out["memory_bytes"] = prediction->memoryBytes;
        out["memory_mode"] = name(prediction->mode);
    }
    return out;
}

void printModel(const ModelInfo &model, const std::optional<RunPrediction> &prediction)
{
    Table table({"file", "found", "size", "dtype", "parameters", "problem"});
    for (const FileCheck &file : model.files)
        table.add({file.path, file.found ? "yes" : "no", file.found ? bytesText(file.bytes) : "",
                   file.dtype, file.parameters > 0 ? fmt::format("{}", file.parameters) : "",
                   file.problem});
    table.print();
    fmt::print("\n{}: {}\n", model.root.string(),
               model.complete() ? "complete" : "not complete, see the problems above");
    if (!model.variants.empty())
        fmt::print("variants   {}\n", fmt::join(model.variants, ", "));
    fmt::print("weights    {} parameters, {}\n", model.parameters, bytesText(model.weightBytes));
    fmt::print("clip       {}x{}, {} frames, {} blocks of {} heads, {} tokens\n", model.size.width,
               model.size.height, model.size.frames, model.blocks, model.heads, model.maxTokens);
    if (prediction)
        fmt::print("memory     {} for its default pair ({})\n", bytesText(prediction->memoryBytes),
                   name(prediction->mode));
}

ExitCode model(const std::string &folder, bool json)
{
    const Result<ModelInfo> info = inspectModel(modelFolder(folder));
    if (!info)
        return reportError(info.error(), json);
    const std::optional<RunPrediction> prediction = predictionOf(*info);
    if (json)
        printDocument(documentOf(*info, prediction));
    else
        printModel(*info, prediction);
    return info->complete() ? ExitCode::Done : ExitCode::BadInput;
}

} // namespace

void addModel(CLI::App &app, Action &chosen)
{
    struct Options {
        std::string folder;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App &command = *app.add_subcommand("model", "Check a model folder file by file");
    command.add_option("DIR", options->folder, "Model folder (default: the embedded model)");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback([options, &chosen] {
        chosen = [options] { return model(options->folder, options->json); };
    });
}

} // namespace dare::cli
