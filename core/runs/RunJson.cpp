#include "core/runs/RunJson.h"

#include "core/runs/RecipeFields.h"

#include <array>
#include <utility>

namespace dare
{
namespace
{

constexpr int kSchema = 1;

constexpr std::array<std::pair<ErrorCode, const char *>, 9> kErrorNames{{
    {ErrorCode::InvalidArgument, "invalid_argument"},
    {ErrorCode::InvalidInput, "invalid_input"},
    {ErrorCode::NotFound, "not_found"},
    {ErrorCode::Io, "io"},
    {ErrorCode::Busy, "busy"},
    {ErrorCode::Unsupported, "unsupported"},
    {ErrorCode::OutOfMemory, "out_of_memory"},
    {ErrorCode::Cancelled, "cancelled"},
    {ErrorCode::Internal, "internal"},
}};

Json errorToJson(const Error &error)
{
    const char *code = "internal";
    for (const auto &[value, text] : kErrorNames) {
        if (value == error.code)
            code = text;
    }
    return {{"code", code}, {"message", error.message}, {"context", error.context}};
}

Error readError(const JsonFields &fields)
{
    Error error;
    std::string code;
    fields.read("code", code);
    fields.read("message", error.message);
    fields.read("context", error.context);
    for (const auto &[value, text] : kErrorNames) {
        if (code == text)
            error.code = value;
    }
    return error;
}

Json wordToJson(const Word &word)
{
    return {{"text", word.text},
            {"label", word.label},
            {"begin", word.begin},
            {"end", word.end},
            {"rho", word.rho},
            {"weight", word.weight},
            {"rho_overridden", word.rhoOverridden},
            {"known", word.known},
            {"cut", word.cut},
            {"tokens", word.tokens}};
}

Word readWord(const JsonFields &fields)
{
    Word word;
    fields.read("text", word.text);
    fields.read("label", word.label);
    fields.read("begin", word.begin);
    fields.read("end", word.end);
    fields.read("rho", word.rho);
    fields.read("weight", word.weight);
    fields.read("rho_overridden", word.rhoOverridden);
    fields.read("known", word.known);
    fields.read("cut", word.cut);
    fields.read("tokens", word.tokens);
    return word;
}

Json tokensToJson(const TokenSequence &tokens)
{
    Json words = Json::array();
    for (const Word &word : tokens.words)
        words.push_back(wordToJson(word));
    return {{"ids", tokens.ids},
            {"pieces", tokens.pieces},
            {"word_of_token", tokens.wordOfToken},
            {"words", std::move(words)},
            {"limit", tokens.limit},
            {"untruncated_count", tokens.untruncatedCount},
            {"cleaned", tokens.cleaned}};
}

void readTokens(const JsonFields &fields, TokenSequence &tokens)
{
    fields.read("ids", tokens.ids);
    fields.read("pieces", tokens.pieces);
    fields.read("word_of_token", tokens.wordOfToken);
    fields.readList("words",
                    [&](const JsonFields &word) { tokens.words.push_back(readWord(word)); });
    fields.read("limit", tokens.limit);
    fields.read("untruncated_count", tokens.untruncatedCount);
    fields.read("cleaned", tokens.cleaned);
}

Json rowsToJson(const std::vector<MapRow> &rows)
{
    Json list = Json::array();
    for (const MapRow &row : rows)
        list.push_back({{"label", row.label}, {"tokens", row.tokens}, {"word", row.word}});
    return list;
}

MapRow readRow(const JsonFields &fields)
{
    MapRow row;
    fields.read("label", row.label);
    fields.read("tokens", row.tokens);
    fields.read("word", row.word);
    return row;
}

Json sideToJson(const SideState &side)
{
    return {{"steps_done", side.stepsDone},
            {"latents_sha256", side.latentsSha256},
            {"variant", side.variant},
            {"model_hash", side.modelHash},
            {"neglected", side.neglected}};
}

void readSide(const JsonFields &fields, SideState &side)
{
    fields.read("steps_done", side.stepsDone);
    fields.read("latents_sha256", side.latentsSha256);
    fields.read("variant", side.variant);
    fields.read("model_hash", side.modelHash);
    fields.read("neglected", side.neglected);
}

void readManifest(const JsonFields &fields, RunManifest &manifest)
{
    fields.readNamed(
        "status", manifest.status,
        {RunStatus::Running, RunStatus::Done, RunStatus::Cancelled, RunStatus::Failed});
    fields.readObject("error", [&](const JsonFields &error) { manifest.error = readError(error); });
    fields.read("title", manifest.title);
    fields.read("created", manifest.created);
    fields.read("seconds", manifest.seconds);
    fields.readObject("recipe",
                      [&](const JsonFields &recipe) { readRecipe(recipe, manifest.recipe); });
    fields.read("noise_sha256", manifest.noiseSha256);
    fields.read("density_source", manifest.densitySource);
    fields.readObject("tokens", [&](const JsonFields &all) { readTokens(all, manifest.tokens); });
    fields.readObject("negative_tokens",
                      [&](const JsonFields &all) { readTokens(all, manifest.negativeTokens); });
    fields.readList("rows", [&](const JsonFields &row) { manifest.rows.push_back(readRow(row)); });
    fields.read("sigmas", manifest.sigmas);
    fields.read("fps", manifest.fps);
    fields.read("blocks", manifest.blocks);
    fields.read("heads", manifest.heads);
    fields.read("grid", manifest.grid);
    fields.read("environment", manifest.environment);
    fields.readObject("sides", [&](const JsonFields &sides) {
        sides.readObject("a", [&](const JsonFields &side) { readSide(side, manifest.a); });
        sides.readObject("b", [&](const JsonFields &side) { readSide(side, manifest.b); });
    });
}

} // namespace

const char *name(RunStatus status)
{
    constexpr std::array<const char *, 4> names{"running", "done", "cancelled", "failed"};
    return names[static_cast<std::size_t>(status)];
}

std::string manifestToJson(const RunManifest &manifest)
{
    Json json{{"schema", kSchema},
              {"status", name(manifest.status)},
              {"title", manifest.title},
              {"created", manifest.created},
              {"seconds", manifest.seconds},
              {"recipe", recipeAsJson(manifest.recipe)},
              {"noise_sha256", manifest.noiseSha256},
              {"density_source", manifest.densitySource},
              {"tokens", tokensToJson(manifest.tokens)},
              {"negative_tokens", tokensToJson(manifest.negativeTokens)},
              {"rows", rowsToJson(manifest.rows)},
              {"sigmas", manifest.sigmas},
              {"fps", manifest.fps},
              {"blocks", manifest.blocks},
              {"heads", manifest.heads},
              {"grid", manifest.grid},
              {"environment", manifest.environment},
              {"sides", {{"a", sideToJson(manifest.a)}, {"b", sideToJson(manifest.b)}}}};
    if (manifest.error)
        json["error"] = errorToJson(*manifest.error);
    return textOf(json, 1) + '\n';
}

Result<RunManifest> manifestFromJson(const std::string &text, const std::string &where)
{
    const Result<Json> json = parseObject(text, where);
    if (!json)
        return tl::unexpected(json.error());
    RunManifest manifest;
    std::optional<Error> error;
    const JsonFields fields(*json, where, error);
    if (!fields.has("schema") || !fields.has("recipe"))
        return failure(ErrorCode::InvalidInput,
                       "has no `schema` or no `recipe`: it is not the run.json of a run", where);
    fields.read("schema", manifest.schema);
    if (!error && manifest.schema != kSchema)
        return failure(ErrorCode::InvalidInput,
                       "has schema " + std::to_string(manifest.schema) +
                           ", this program knows schema " + std::to_string(kSchema) +
                           "; open it with the version that wrote it",
                       where);
    readManifest(fields, manifest);
    if (error)
        return tl::unexpected(std::move(*error));
    return manifest;
}

} // namespace dare
