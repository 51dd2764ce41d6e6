#include "core/runs/RecipeJson.h"

#include "core/runs/RecipeFields.h"

#include <utility>

namespace dare
{
namespace
{

Json choiceToJson(const IndexChoice &choice)
{
    switch (choice.mode) {
    case IndexChoice::Mode::All:
        return "all";
    case IndexChoice::Mode::Mean:
        return "mean";
    case IndexChoice::Mode::List:
        break;
    }
    return choice.list;
}

std::string takeChoice(const Json &value, IndexChoice &choice)
{
    if (value == "all" || value == "mean") {
        choice = {value == "all" ? IndexChoice::Mode::All : IndexChoice::Mode::Mean, {}};
        return {};
    }
    std::vector<int> list;
    if (!assign(value, list).empty())
        return "\"all\", \"mean\" or a list of whole numbers";
    choice = {IndexChoice::Mode::List, std::move(list)};
    return {};
}

Json captureToJson(const CaptureWindow &capture)
{
    Json words = capture.wordList;
    if (capture.words != CaptureWindow::Words::List)
        words = capture.words == CaptureWindow::Words::All ? "all" : "none";
    Json branches = Json::array();
    for (const Branch branch : capture.branches)
        branches.push_back(name(branch));
    return {{"words", std::move(words)},
            {"heads", choiceToJson(capture.heads)},
            {"layers", choiceToJson(capture.layers)},
            {"steps", choiceToJson(capture.steps)},
            {"branches", std::move(branches)}};
}

std::string takeWords(const Json &value, CaptureWindow &capture)
{
    using Words = CaptureWindow::Words;
    if (value == "all" || value == "none") {
        capture.words = value == "all" ? Words::All : Words::None;
        capture.wordList.clear();
        return {};
    }
    if (!assign(value, capture.wordList).empty())
        return "\"all\", \"none\" or a list of words";
    capture.words = Words::List;
    return {};
}

std::string takeBranches(const Json &value, std::vector<Branch> &branches)
{
    const std::string expected = "a list of \"cond\", \"neg\" and \"dom\"";
    if (!value.is_array())
        return expected;
    std::vector<Branch> list;
    for (const Json &item : value) {
        Branch branch = Branch::Cond;
        if (!assignNamed(item, branch, {Branch::Cond, Branch::Neg, Branch::Dom}).empty())
            return expected;
        list.push_back(branch);
    }
    branches = std::move(list);
    return {};
}

void readCapture(const JsonFields &fields, CaptureWindow &capture)
{
    const auto readChoice = [&](const char *key, IndexChoice &choice) {
        fields.readWith(key, [&](const Json &value) { return takeChoice(value, choice); });
    };
    fields.readWith("words", [&](const Json &value) { return takeWords(value, capture); });
    readChoice("heads", capture.heads);
    readChoice("layers", capture.layers);
    readChoice("steps", capture.steps);
    fields.readWith("branches",
                    [&](const Json &value) { return takeBranches(value, capture.branches); });
}

Json curveToJson(const Curve &curve)
{
    Json points = Json::array();
    for (const auto &[step, value] : curve.points)
        points.push_back({step, value});
    return points;
}

std::string takeCurve(const Json &value, Curve &curve)
{
    const std::string expected = "a list of [step, value] pairs";
    if (!value.is_array())
        return expected;
    Curve taken;
    for (const Json &point : value) {
        std::pair<int, double> pair;
        if (!point.is_array() || point.size() != 2 || !assign(point[0], pair.first).empty() ||
            !assign(point[1], pair.second).empty())
            return expected;
        taken.points.push_back(pair);
    }
    curve = std::move(taken);
    return {};
}

Json sideToJson(const SideOptions &side)
{
    Json json{{"variant", side.variant}, {"weights", side.wordWeights}, {"curves", Json::object()}};
    for (const OptionSpec &row : kOptions)
        json[std::string(row.name)] = side.value(row.option);
    for (const auto &[option, curve] : side.curves)
        json["curves"][std::string(spec(option).name)] = curveToJson(curve);
    return json;
}

void readSide(const JsonFields &fields, SideOptions &side)
{
    fields.read("variant", side.variant);
    fields.read("weights", side.wordWeights);
    for (const OptionSpec &row : kOptions)
        fields.read(std::string(row.name), side.value(row.option));
    fields.readObject("curves", [&](const JsonFields &curves) {
        for (const OptionSpec &row : kOptions) {
            const std::string key(row.name);
            if (curves.has(key))
                curves.readWith(key, [&](const Json &value) {
                    return takeCurve(value, side.curves[row.option]);
                });
        }
    });
}

std::string takeSides(const Json &value, Recipe &recipe)
{
    if (value != "a" && value != "b" && value != "ab" && value != "none")
        return "\"a\", \"b\", \"ab\" or \"none\"";
    recipe.runA = value == "a" || value == "ab";
    recipe.runB = value == "b" || value == "ab";
    return {};
}

} // namespace

Json recipeAsJson(const Recipe &recipe)
{
    const std::string sides = std::string(recipe.runA ? "a" : "") + (recipe.runB ? "b" : "");
    return {{"model", recipe.model},
            {"prompt", recipe.prompt},
            {"negative", recipe.negative},
            {"seed", recipe.seed},
            {"steps", recipe.steps},
            {"sampler", name(recipe.sampler)},
            {"shift", recipe.shift},
            {"sigma_table", name(recipe.sigmaTable)},
            {"size",
             {{"width", recipe.size.width},
              {"height", recipe.size.height},
              {"frames", recipe.size.frames}}},
            {"max_tokens", recipe.maxTokens},
            {"noise", recipe.noiseFile},
            {"stop_after", recipe.stopAfter},
            {"sides", sides.empty() ? "none" : sides},
            {"a", sideToJson(recipe.a)},
            {"b", sideToJson(recipe.b)},
            {"rho", recipe.rho},
            {"capture", captureToJson(recipe.capture)},
            {"device", recipe.device},
            {"precision", name(recipe.precision)},
            {"memory", name(recipe.memory)},
            {"neglect", {{"share", recipe.neglectShare}, {"steps", recipe.neglectSteps}}}};
}

void readRecipe(const JsonFields &fields, Recipe &recipe)
{
    fields.read("model", recipe.model);
    fields.read("prompt", recipe.prompt);
    fields.read("negative", recipe.negative);
    fields.read("seed", recipe.seed);
    fields.read("steps", recipe.steps);
    fields.readNamed("sampler", recipe.sampler,
                     {SamplerKind::UniPc, SamplerKind::Euler, SamplerKind::DpmPp2M});
    fields.read("shift", recipe.shift);
    fields.readNamed("sigma_table", recipe.sigmaTable, {SigmaTable::New, SigmaTable::Old});
    fields.readObject("size", [&](const JsonFields &size) {
        size.read("width", recipe.size.width);
        size.read("height", recipe.size.height);
        size.read("frames", recipe.size.frames);
    });
    fields.read("max_tokens", recipe.maxTokens);
    fields.read("noise", recipe.noiseFile);
    fields.read("stop_after", recipe.stopAfter);
    fields.readWith("sides", [&](const Json &value) { return takeSides(value, recipe); });
    fields.readObject("a", [&](const JsonFields &side) { readSide(side, recipe.a); });
    fields.readObject("b", [&](const JsonFields &side) { readSide(side, recipe.b); });
    fields.read("rho", recipe.rho);
    fields.readObject("capture",
                      [&](const JsonFields &window) { readCapture(window, recipe.capture); });
    fields.read("device", recipe.device);
    fields.readNamed("precision", recipe.precision,
                     {Precision::Auto, Precision::Fp32, Precision::Bf16, Precision::Bf16Diffusers});
    fields.readNamed(
        "memory", recipe.memory,
        {MemoryMode::Auto, MemoryMode::Resident, MemoryMode::Lean, MemoryMode::Streamed});
    fields.readObject("neglect", [&](const JsonFields &neglect) {
        neglect.read("share", recipe.neglectShare);
        neglect.read("steps", recipe.neglectSteps);
    });
}

std::string recipeToJson(const Recipe &recipe, int indent)
{
    return textOf(recipeAsJson(recipe), indent);
}

Result<Recipe> recipeFromJson(const std::string &text)
{
    const Result<Json> json = parseObject(text, "recipe");
    if (!json)
        return tl::unexpected(json.error());
    Recipe recipe;
    std::optional<Error> error;
    readRecipe(JsonFields(*json, "recipe", error), recipe);
    if (error)
        return tl::unexpected(std::move(*error));
    return recipe;
}

} // namespace dare
