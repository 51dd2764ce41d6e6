#include "app/cli/RecipeSource.h"

#include "app/cli/RunPlaces.h"
#include "core/models/ModelFolder.h"
#include "core/runs/ExportedRecipes.h"
#include "core/runs/RecipeFields.h"
#include "core/runs/RunFolder.h"
#include "core/tensors/AtomicFile.h"
#if DARE_HAS_MEDIA
#include "core/media/Video.h"
#endif

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

namespace dare::cli
{
namespace
{

namespace fs = std::filesystem;

/// Text starts with what JSON may start with; no video container does.
bool looksLikeText(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    char first = 0;
    file >> std::ws >> first;
    return path.extension() == ".json" || first == '{' || first == '[' || first == '"' ||
           fs::file_size(path) == 0;
}

Result<std::string> recipeTextOfVideo(const fs::path &path)
{
#if DARE_HAS_MEDIA
    return readRecipeTag(path);
#else
    return failure(ErrorCode::Unsupported,
                   "is not JSON, and this program was built without media: it cannot read videos",
                   path.string());
#endif
}

/// Where the model is on this machine: a recipe from elsewhere names a folder of that machine.
fs::path modelFolderOf(const std::string &named)
{
    std::error_code ignored;
    const fs::path embedded = embeddedModelFolder();
    const bool moved =
        !fs::exists(named, ignored) && fs::path(named).filename() == embedded.filename();
    return named.empty() || moved ? embedded : fs::path(named);
}

/// Where a key stands that no recipe has, and what could stand there.
struct StrayKey {
    std::string path;
    std::string known;
};

std::optional<StrayKey> strayKey(const Json &given, const Json &known, const std::string &prefix)
{
    for (const auto &[key, value] : given.items()) {
        const auto match = known.find(key);
        if (match == known.end()) {
            StrayKey stray{prefix + key, {}};
            for (const auto &[name, ignored] : known.items())
                stray.known += (stray.known.empty() ? "" : ", ") + name;
            return stray;
        }
        // An empty one has keys of its own: words, or options with a curve.
        if (value.is_object() && match->is_object() && !match->empty()) {
            if (auto stray = strayKey(value, *match, prefix + key + "."))
                return stray;
        }
    }
    return std::nullopt;
}

/// A misspelt key would be an experiment that nobody meant.
Result<Json> withKnownKeys(Json recipe, const fs::path &source)
{
    Json known = recipeAsJson(Recipe{});
    known[kComparedWith] = known;
    if (const auto stray = strayKey(recipe, known, ""))
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("\"{}\" is no key of a recipe; known there: {}", stray->path, stray->known),
            source.string());
    return recipe;
}

} // namespace

Result<Json> readRecipeSource(const std::string &source)
{
    std::error_code ignored;
    const fs::path path = findRun(source);
    if (!fs::exists(path, ignored))
        return failure(ErrorCode::NotFound,
                       "does not exist; give a recipe file, a run folder or an exported video",
                       source);
    if (fs::is_directory(path, ignored)) {
        const Result<RunFolder> run = RunFolder::open(path);
        if (!run)
            return tl::unexpected(run.error());
        return recipeAsJson(run->manifest().recipe);
    }
    const Result<std::string> text =
        looksLikeText(path) ? readTextFile(path) : recipeTextOfVideo(path);
    if (!text)
        return tl::unexpected(text.error());
    Result<Json> json = parseObject(*text, path.string());
    if (!json)
        return json;
    const bool inside = json->contains("recipe") && (*json)["recipe"].is_object();
    return withKnownKeys(inside ? (*json)["recipe"] : std::move(*json), path);
}

Json recipeOfSide(Json recipes, Side side)
{
    const auto other = recipes.find(kComparedWith);
    if (other == recipes.end())
        return recipes;
    if (side == Side::A)
        return *other;
    recipes.erase(other);
    return recipes;
}

Result<Recipe> completeRecipe(const Json &json, const std::string &where, const std::string &model)
{
    Recipe named;
    std::optional<Error> error;
    const JsonFields fields(json, where, error);
    fields.read("model", named.model);
    if (error)
        return tl::unexpected(std::move(*error));
    const fs::path folder = modelFolderOf(model.empty() ? named.model : model);
    const Result<ModelInfo> info = inspectModel(folder);
    if (!info)
        return tl::unexpected(info.error());
    Recipe recipe = defaultRecipe(*info);
    const std::string root = recipe.model;
    readRecipe(fields, recipe);
    recipe.model = root;
    if (error)
        return tl::unexpected(std::move(*error));
    return recipe;
}

} // namespace dare::cli
