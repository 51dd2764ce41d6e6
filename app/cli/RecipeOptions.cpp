#include "app/cli/RecipeOptions.h"

#include "app/cli/RecipeSource.h"
#include "app/cli/SideArguments.h"
#include "app/cli/Values.h"
#include "core/models/ModelFolder.h"
#include "core/runs/RecipeFields.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace dare::cli
{
namespace
{

constexpr int kMaxSteps = 1000;
constexpr int kMaxTokens = 512;
constexpr int kMaxIndex = 9999;
constexpr int kMaxPixels = 16384;
constexpr double kMinShift = 0.01;
constexpr double kMaxShift = 100.0;

using Target = std::string Recipe::*;

RecipeOption textOption(const char *name, const char *type, const char *help, Target target)
{
    return {name, type, help, false, [target](const std::string &text, Recipe &recipe) {
                recipe.*target = text;
                return Result<void>();
            }};
}

RecipeOption wholeOption(const char *name, const char *type, const char *help, int minimum,
                         int maximum, int Recipe::*target)
{
    return {name, type, help, false, [=](const std::string &text, Recipe &recipe) -> Result<void> {
                const auto value = parseWhole(name, text, minimum, maximum);
                if (!value)
                    return tl::unexpected(value.error());
                recipe.*target = *value;
                return {};
            }};
}

template <typename Enum>
RecipeOption namedOption(const char *name, const char *type, const char *help,
                         const std::vector<Enum> &all, Enum Recipe::*target)
{
    return {name, type, help, false, [=](const std::string &text, Recipe &recipe) -> Result<void> {
                const auto value = parseNamed(name, text, all);
                if (!value)
                    return tl::unexpected(value.error());
                recipe.*target = *value;
                return {};
            }};
}

Result<void> applySize(const std::string &text, Recipe &recipe)
{
    std::vector<int> sizes;
    std::string_view rest = text;
    while (sizes.size() < 3 && !rest.empty()) {
        const std::size_t at = rest.find('x');
        const auto size = parseWhole("--size", rest.substr(0, at), 1, kMaxPixels);
        if (!size)
            break;
        sizes.push_back(*size);
        rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    }
    if (sizes.size() != 3 || !rest.empty() || text.ends_with('x'))
        return failure(
            ErrorCode::InvalidArgument,
            "must be width, height and frames of 1 to 16384 each, as in 96x96x16, not \"" + text +
                "\"",
            "--size");
    recipe.size = {sizes[0], sizes[1], sizes[2]};
    return {};
}

Result<void> applyChoice(const std::string &option, const std::string &text, bool mayBeMean,
                         IndexChoice &choice)
{
    if (text == "all" || (text == "mean" && mayBeMean)) {
        choice = {text == "all" ? IndexChoice::Mode::All : IndexChoice::Mode::Mean, {}};
        return {};
    }
    IndexChoice list{IndexChoice::Mode::List, {}};
    for (const std::string &part : splitList(text)) {
        const auto index = parseWhole(option, part, 0, kMaxIndex);
        if (!index)
            return failure(ErrorCode::InvalidArgument,
                           std::string("must be all, ") + (mayBeMean ? "mean, " : "") +
                               "or numbers from 0 with commas between, not \"" + text + "\"",
                           option);
        list.list.push_back(*index);
    }
    if (list.list.empty())
        return failure(ErrorCode::InvalidArgument, "names nothing; say all or 0,4", option);
    choice = std::move(list);
    return {};
}

RecipeOption choiceOption(const char *name, const char *type, const char *help, bool mayBeMean,
                          IndexChoice CaptureWindow::*target)
{
    return {name, type, help, false, [=](const std::string &text, Recipe &recipe) {
                return applyChoice(name, text, mayBeMean, recipe.capture.*target);
            }};
}

Result<void> applyWords(const std::string &text, Recipe &recipe)
{
    using Words = CaptureWindow::Words;
    CaptureWindow &capture = recipe.capture;
    capture.wordList.clear();
    capture.words = text == "all" ? Words::All : text == "none" ? Words::None : Words::List;
    if (capture.words == Words::List)
        capture.wordList = splitList(text);
    if (capture.words == Words::List && capture.wordList.empty())
        return failure(ErrorCode::InvalidArgument, "names nothing; say all, none or turtle,rocket",
                       "--words");
    return {};
}

Result<void> applyBranches(const std::string &text, Recipe &recipe)
{
    std::vector<Branch> branches;
    for (const std::string &part : splitList(text)) {
        const auto branch =
            parseNamed<Branch>("--branches", part, {Branch::Cond, Branch::Neg, Branch::Dom});
        if (!branch)
            return tl::unexpected(branch.error());
        branches.push_back(*branch);
    }
    if (branches.empty())
        return failure(ErrorCode::InvalidArgument, "names nothing; say cond or cond,neg,dom",
                       "--branches");
    recipe.capture.branches = std::move(branches);
    return {};
}

void addGeneral(std::vector<RecipeOption> &out)
{
    out.push_back(textOption("--negative", "TEXT", "Negative prompt", &Recipe::negative));
    out.push_back({"--seed", "N", "Seed of the noise that both sides start from", false,
                   [](const std::string &text, Recipe &recipe) -> Result<void> {
                       const auto seed = parseSeed("--seed", text);
                       if (!seed)
                           return tl::unexpected(seed.error());
                       recipe.seed = *seed;
                       return {};
                   }});
    out.push_back(
        wholeOption("--steps", "1..1000", "Denoising steps", 1, kMaxSteps, &Recipe::steps));
    out.push_back(namedOption<SamplerKind>(
        "--sampler", "unipc|euler|dpmpp2m", "Solver",
        {SamplerKind::UniPc, SamplerKind::Euler, SamplerKind::DpmPp2M}, &Recipe::sampler));
    out.push_back({"--shift", "X", "Flow shift of the sigmas", false,
                   [](const std::string &text, Recipe &recipe) -> Result<void> {
                       const auto shift = parseReal("--shift", text, kMinShift, kMaxShift);
                       if (!shift)
                           return tl::unexpected(shift.error());
                       recipe.shift = *shift;
                       return {};
                   }});
    out.push_back(namedOption<SigmaTable>("--sigma-table", "new|old",
                                          "Sigmas of diffusers 0.37 and later, or of before",
                                          {SigmaTable::New, SigmaTable::Old}, &Recipe::sigmaTable));
    out.push_back({"--size", "WxHxF", "Width, height and frames in pixels", false, applySize});
    out.push_back(wholeOption("--max-tokens", "N", "Token limit of the prompt", 1, kMaxTokens,
                              &Recipe::maxTokens));
    out.push_back(textOption("--noise", "FILE",
                             "safetensors with `noise` or `pipeline.latents_in`, not the seed",
                             &Recipe::noiseFile));
    out.push_back(wholeOption("--stop-after", "K", "Stop after K steps; `dare resume` goes on", 1,
                              kMaxSteps, &Recipe::stopAfter));
}

void addSides(std::vector<RecipeOption> &out)
{
    out.push_back({"--sides", "a|b|ab", "Which sides to sample", false,
                   [](const std::string &text, Recipe &recipe) -> Result<void> {
                       if (text != "a" && text != "b" && text != "ab")
                           return notOneOf("--sides", text, {"a", "b", "ab"});
                       recipe.runA = text != "b";
                       recipe.runB = text != "a";
                       return {};
                   }});
    for (const Side side : kSides) {
        const std::string option = std::string("--") + letter(side);
        const std::string help = side == Side::A ? "Options of side A (default: plain CFG)"
                                                 : "Options of side B (default: DARE)";
        out.push_back({option, "KEY=VALUE,...", help, true,
                       [option, side](const std::string &text, Recipe &recipe) {
                           return applySide(option, text, recipe.side(side));
                       }});
    }
    out.push_back({"--curve", "SIDE.KEY=STEP:VALUE,...",
                   "A value that changes over the steps, which count from 0; repeatable", true,
                   applyCurve});
    out.push_back({"--rho", "WORD=0..1", "Semantic density of a word; repeatable", true, applyRho});
}

void addCapture(std::vector<RecipeOption> &out)
{
    out.push_back(
        {"--words", "all|none|W,...", "Words whose attention maps are kept", false, applyWords});
    out.push_back(choiceOption("--heads", "mean|all|N,...", "Heads whose maps are kept", true,
                               &CaptureWindow::heads));
    out.push_back(choiceOption("--layers", "all|mean|N,...", "Blocks whose maps are kept", true,
                               &CaptureWindow::layers));
    out.push_back(choiceOption("--map-steps", "all|N,...",
                               "Steps whose maps are kept, counted from 0", false,
                               &CaptureWindow::steps));
    out.push_back(
        {"--branches", "cond,neg,dom", "Forwards whose maps are kept", false, applyBranches});
}

void addMachine(std::vector<RecipeOption> &out)
{
    out.push_back(textOption("--device", "auto|cpu|cuda|cuda:N|X,Y",
                             "Where to compute; X,Y puts a side on each", &Recipe::device));
    out.push_back(namedOption<Precision>(
        "--precision", "auto|fp32|bf16|bf16-diffusers",
        "Of the transformer; bf16-diffusers also rounds the residual stream and the guidance, as "
        "diffusers does",
        {Precision::Auto, Precision::Fp32, Precision::Bf16, Precision::Bf16Diffusers},
        &Recipe::precision));
    out.push_back(namedOption<MemoryMode>(
        "--memory", "auto|resident|lean|streamed", "What stays in memory",
        {MemoryMode::Auto, MemoryMode::Resident, MemoryMode::Lean, MemoryMode::Streamed},
        &Recipe::memory));
}

/// The embedded model's, or the program's where that cannot be read.
Recipe shownDefaults()
{
    const Result<ModelInfo> embedded = inspectModel(embeddedModelFolder());
    return embedded ? defaultRecipe(*embedded) : Recipe{};
}

/// As it would be typed; empty: nothing that can be.
std::string typedForm(const Json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number())
        return value.dump();
    std::string out;
    if (value.is_array()) {
        for (const Json &each : value)
            out += (out.empty() ? "" : ",") + typedForm(each);
    } else if (value.contains("frames")) {
        out = typedForm(value["width"]) + "x" + typedForm(value["height"]) + "x" +
              typedForm(value["frames"]);
    }
    return out;
}

std::string defaultOf(const std::string &option, const Json &recipe)
{
    if (option == "--stop-after")
        return {};
    if (option == "--map-steps")
        return typedForm(recipe["capture"]["steps"]);
    std::string key = option.substr(2);
    std::replace(key.begin(), key.end(), '-', '_');
    for (const Json *fields : {&recipe, &recipe["capture"]}) {
        if (fields->contains(key))
            return typedForm((*fields)[key]);
    }
    return {};
}

void showDefaults(const std::vector<RecipeOption> &options, CLI::App &command)
{
    const Recipe defaults = shownDefaults();
    const Json recipe = recipeAsJson(defaults);
    for (const RecipeOption &option : options) {
        if (const std::string shown = defaultOf(option.name, recipe); !shown.empty())
            command.get_option(option.name)->description(option.help + " [" + shown + "]");
    }
    command.footer(sideKeysHelp(defaults));
}

} // namespace

std::vector<RecipeOption> recipeOptions()
{
    std::vector<RecipeOption> out;
    addGeneral(out);
    addSides(out);
    addCapture(out);
    addMachine(out);
    return out;
}

RecipeArguments::RecipeArguments() : m_typed(std::make_shared<Typed>())
{
    m_typed->options = recipeOptions();
    m_typed->values.resize(m_typed->options.size());
}

void RecipeArguments::addTo(CLI::App &command) const
{
    Typed &typed = *m_typed;
    command.add_option_function<std::string>(
        "PROMPT", [&typed](const std::string &text) { typed.prompt = text; },
        "What to show; (word:1.2) weighs a word");
    command.add_option("--recipe", typed.source, "Recipe of a JSON file, a run folder or an MP4")
        ->type_name("FILE|RUN|MP4");
    command.add_option("--model", typed.model, "Model folder (default: the embedded model)")
        ->type_name("DIR");
    for (std::size_t i = 0; i < typed.options.size(); ++i) {
        const RecipeOption &option = typed.options[i];
        CLI::Option *added =
            command.add_option(option.name, typed.values[i], option.help)->type_name(option.type);
        using Policy = CLI::MultiOptionPolicy;
        added->expected(1)->multi_option_policy(option.repeatable ? Policy::TakeAll
                                                                  : Policy::TakeLast);
    }
    // Only where this command is meant: the defaults are read from files.
    command.preparse_callback(
        [&typed, &command](std::size_t) { showDefaults(typed.options, command); });
}

Result<Recipe> RecipeArguments::recipe() const
{
    const Typed &typed = *m_typed;
    if (typed.source.empty() && !typed.prompt)
        return failure(ErrorCode::InvalidArgument, "give a prompt, or --recipe", "dare sample");
    Result<Json> json = Json::object();
    if (!typed.source.empty())
        json = readRecipeSource(typed.source);
    if (!json)
        return tl::unexpected(json.error());
    Result<Recipe> recipe = completeRecipe(*json, typed.source, typed.model);
    if (!recipe)
        return recipe;
    if (typed.prompt)
        recipe->prompt = *typed.prompt;
    for (std::size_t i = 0; i < typed.options.size(); ++i) {
        for (const std::string &text : typed.values[i]) {
            if (const Result<void> applied = typed.options[i].apply(text, *recipe); !applied)
                return tl::unexpected(applied.error());
        }
    }
    if (recipe->stopAfter > recipe->steps)
        return parseWhole("--stop-after", std::to_string(recipe->stopAfter), 1, recipe->steps)
            .map([&](int) { return *recipe; });
    return recipe;
}

} // namespace dare::cli
