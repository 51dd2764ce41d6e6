#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/Progress.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/Values.h"
#include "core/models/ModelFolder.h"
#include "core/prompt/Prompt.h"

#include <fmt/format.h>

namespace dare::cli
{
namespace
{

struct TokensOptions {
    std::string prompt;
    std::string model;
    std::string maxTokens;
    bool json = false;
};

struct Reading {
    TokenSequence tokens;
    std::string densitySource;
};

Result<Reading> read(const TokensOptions &options)
{
    constexpr int kMaxTokens = 512;
    const Result<ModelInfo> model = inspectModel(modelFolder(options.model));
    if (!model)
        return tl::unexpected(model.error());
    Result<int> limit = model->maxTokens;
    if (!options.maxTokens.empty())
        limit = parseWhole("--max-tokens", options.maxTokens, 1, kMaxTokens);
    if (!limit)
        return tl::unexpected(limit.error());
    const auto variant = model->folder(defaultRecipe(*model).b.variant);
    const Result<Tokenizer> tokenizer = Tokenizer::load(variant / "tokenizer" / "spiece.model");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    const Result<SemanticDensity> density = SemanticDensity::load(variant, *tokenizer);
    if (!density)
        return tl::unexpected(density.error());
    Result<TokenSequence> tokens = tokenize(options.prompt, *tokenizer, *density, *limit);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return Reading{std::move(*tokens), density->source()};
}

nlohmann::json wordOf(const Word &word)
{
    return {{"text", word.text},   {"label", word.label}, {"begin", word.begin},
            {"end", word.end},     {"rho", word.rho},     {"weight", word.weight},
            {"known", word.known}, {"cut", word.cut},     {"tokens", word.tokens}};
}

nlohmann::json documentOf(const TokensOptions &options, const Reading &reading)
{
    const TokenSequence &tokens = reading.tokens;
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t i = 0; i < tokens.ids.size(); ++i) {
        const int word = tokens.wordOfToken[i];
        nlohmann::json item{{"id", tokens.ids[i]}, {"piece", tokens.pieces[i]}, {"word", nullptr}};
        if (word >= 0)
            item["word"] = tokens.words[static_cast<std::size_t>(word)].label;
        list.push_back(std::move(item));
    }
    nlohmann::json words = nlohmann::json::array();
    for (const Word &word : tokens.words)
        words.push_back(wordOf(word));
    return {{"prompt", options.prompt},
            {"cleaned", tokens.cleaned},
            {"limit", tokens.limit},
            {"count", tokens.untruncatedCount},
            {"truncated", tokens.untruncatedCount > tokens.limit},
            {"density_source", reading.densitySource},
            {"warnings", warningsOf({}, tokens)},
            {"tokens", std::move(list)},
            {"words", std::move(words)}};
}

void printTokens(const Reading &reading)
{
    const TokenSequence &tokens = reading.tokens;
    Table table({"id", "piece", "word", "rho", "weight"});
    for (std::size_t i = 0; i < tokens.ids.size(); ++i) {
        std::vector<std::string> row{std::to_string(tokens.ids[i]), tokens.pieces[i], "", "", ""};
        if (const int index = tokens.wordOfToken[i]; index >= 0) {
            const Word &word = tokens.words[static_cast<std::size_t>(index)];
            row[2] = word.label;
            row[3] = fmt::format("{:.2f}", word.rho);
            row[4] = fmt::format("{:g}", word.weight);
        }
        table.add(std::move(row));
    }
    table.print();
    fmt::print("{} of {} tokens; rho from {}\n", tokens.ids.size(), tokens.limit,
               reading.densitySource);
}

ExitCode tokens(const TokensOptions &options)
{
    const Result<Reading> reading = read(options);
    if (!reading)
        return reportError(reading.error(), options.json);
    for (const std::string &warning : warningsOf({}, reading->tokens))
        fmt::print(stderr, "{}\n", warning);
    if (options.json)
        printDocument(documentOf(options, *reading));
    else
        printTokens(*reading);
    return ExitCode::Done;
}

} // namespace

void addTokens(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<TokensOptions>();
    CLI::App &command = *app.add_subcommand("tokens", "Show a prompt as the text encoder sees it");
    command.add_option("PROMPT", options->prompt, "Prompt as typed")->required();
    command.add_option("--model", options->model, "Model folder (default: the embedded model)")
        ->type_name("DIR");
    command.add_option("--max-tokens", options->maxTokens, "Token limit")->type_name("N");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback([options, &chosen] { chosen = [options] { return tokens(*options); }; });
}

} // namespace dare::cli
