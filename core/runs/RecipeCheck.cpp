#include "core/runs/RecipeCheck.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace dare
{
namespace
{

constexpr int kMaximumSteps = 1000;
constexpr int kMaximumTokens = 512;

std::string number(double value)
{
    std::ostringstream out;
    out << value;
    return out.str();
}

tl::unexpected<Error> outOfRange(const std::string &name, double value, double low, double high)
{
    return failure(ErrorCode::InvalidArgument,
                   "must lie between " + number(low) + " and " + number(high) + ", not " +
                       number(value),
                   name);
}

bool within(double value, double low, double high)
{
    return std::isfinite(value) && value >= low && value <= high;
}

Result<void> checkSide(const SideOptions &side, const std::string &label, int steps)
{
    for (const OptionSpec &row : kOptions) {
        const std::string name = label + "." + std::string(row.name);
        if (!within(side.value(row.option), row.minimum, row.maximum))
            return outOfRange(name, side.value(row.option), row.minimum, row.maximum);
        const auto curve = side.curves.find(row.option);
        if (curve == side.curves.end())
            continue;
        if (!row.curve)
            return failure(ErrorCode::InvalidArgument, "cannot follow a curve", name);
        int previous = -1;
        for (const auto &[step, value] : curve->second.points) {
            if (step <= previous || step >= steps)
                return failure(ErrorCode::InvalidArgument,
                               "curve steps must ascend and lie between 0 and " +
                                   std::to_string(steps - 1) + ", not " + std::to_string(step),
                               name);
            if (!within(value, row.minimum, row.maximum))
                return outOfRange(name + " at step " + std::to_string(step), value, row.minimum,
                                  row.maximum);
            previous = step;
        }
        if (curve->second.points.empty())
            return failure(ErrorCode::InvalidArgument, "a curve needs at least one point", name);
    }
    return {};
}

Result<void> checkIndices(const IndexChoice &choice, const std::string &name, int count)
{
    if (choice.mode == IndexChoice::Mode::List && choice.list.empty())
        return failure(ErrorCode::InvalidArgument, "names no index", name);
    for (const int index : choice.list) {
        if (index < 0 || index >= count)
            return outOfRange(name, index, 0, count - 1);
    }
    return {};
}

Result<void> chooseVariant(SideOptions &side, const std::string &label, const ModelInfo &model)
{
    if (model.variants.empty()) {
        side.variant.clear();
        return {};
    }
    if (side.variant.empty())
        side.variant = model.variants.front();
    if (std::find(model.variants.begin(), model.variants.end(), side.variant) !=
        model.variants.end())
        return {};
    std::string known;
    for (const std::string &variant : model.variants)
        known += (known.empty() ? "" : ", ") + variant;
    return failure(ErrorCode::InvalidArgument,
                   "there is no variant \"" + side.variant + "\"; the model has " + known,
                   label + ".variant");
}

Result<void> checkSize(const ClipSize &size, const ModelInfo &model)
{
    const auto patch = [&](std::size_t i) { return i < model.patch.size() ? model.patch[i] : 1; };
    const int space = model.spatialScale;
    const int stepX = space * patch(2);
    const int stepY = space * patch(1);
    if (size.width <= 0 || size.width % stepX != 0 || size.width > 8192)
        return failure(ErrorCode::InvalidArgument,
                       "width must be a multiple of " + std::to_string(stepX) +
                           " up to 8192, not " + std::to_string(size.width),
                       "size");
    if (size.height <= 0 || size.height % stepY != 0 || size.height > 8192)
        return failure(ErrorCode::InvalidArgument,
                       "height must be a multiple of " + std::to_string(stepY) +
                           " up to 8192, not " + std::to_string(size.height),
                       "size");
    const bool frames = model.pixelCodec
                            ? size.frames > 0 && size.frames % patch(0) == 0
                            : size.frames > 0 && (size.frames - 1) % model.temporalScale == 0;
    if (!frames || size.frames > 1024)
        return failure(ErrorCode::InvalidArgument,
                       model.pixelCodec
                           ? "frames must be a multiple of " + std::to_string(patch(0)) + ", not " +
                                 std::to_string(size.frames)
                           : "frames must be " + std::to_string(model.temporalScale) + "k+1, not " +
                                 std::to_string(size.frames),
                       "size");
    return {};
}

Result<void> checkNumbers(const Recipe &recipe)
{
    if (!within(recipe.steps, 1, kMaximumSteps))
        return outOfRange("steps", recipe.steps, 1, kMaximumSteps);
    if (!within(recipe.shift, 0.01, 100.0))
        return outOfRange("shift", recipe.shift, 0.01, 100.0);
    if (!within(recipe.stopAfter, 0, recipe.steps))
        return outOfRange("stop-after", recipe.stopAfter, 0, recipe.steps);
    if (!within(recipe.maxTokens, 1, kMaximumTokens))
        return outOfRange("max-tokens", recipe.maxTokens, 1, kMaximumTokens);
    if (!within(recipe.neglectShare, 0.0, 1.0))
        return outOfRange("neglect share", recipe.neglectShare, 0.0, 1.0);
    if (!within(recipe.neglectSteps, 1, kMaximumSteps))
        return outOfRange("neglect steps", recipe.neglectSteps, 1, kMaximumSteps);
    for (const auto &[word, rho] : recipe.rho) {
        if (!within(rho, 0.0, 1.0))
            return outOfRange("rho of \"" + word + "\"", rho, 0.0, 1.0);
    }
    if (!recipe.runA && !recipe.runB)
        return failure(ErrorCode::InvalidArgument, "at least one side must run", "sides");
    return {};
}

} // namespace

Result<Recipe> checkRecipe(Recipe recipe, const ModelInfo &model)
{
    if (recipe.size.width == 0 && recipe.size.height == 0 && recipe.size.frames == 0)
        recipe.size = model.size;
    if (recipe.maxTokens == 0)
        recipe.maxTokens = model.maxTokens;
    recipe.model = model.root.string();
    Result<void> checked = checkNumbers(recipe);
    if (checked)
        checked = checkSize(recipe.size, model);
    for (const Side side : kSides) {
        const std::string label(1, letter(side));
        if (checked)
            checked = checkSide(recipe.side(side), label, recipe.steps);
        if (checked)
            checked = chooseVariant(recipe.side(side), label, model);
    }
    if (checked)
        checked = checkIndices(recipe.capture.heads, "heads", model.heads);
    if (checked)
        checked = checkIndices(recipe.capture.layers, "layers", model.blocks);
    if (checked)
        checked = checkIndices(recipe.capture.steps, "map-steps", recipe.steps);
    if (!checked)
        return tl::unexpected(checked.error());
    return recipe;
}

} // namespace dare
