#include "core/runs/MemoryPlan.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace dare
{
namespace
{

/// Torch's libraries, its pools and the program itself, as measured on the CPU build.
constexpr std::uint64_t kProcessBytes = 320ULL << 20U;

std::uint64_t availableBytes()
{
    std::ifstream info("/proc/meminfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("MemAvailable:"))
            return std::stoull(line.substr(13)) * 1024;
    }
    return 0;
}

std::uint64_t sides(const Recipe &recipe)
{
    return (recipe.runA ? 1U : 0U) + (recipe.runB ? 1U : 0U);
}

/// Bytes of one step's maps of one side.
std::uint64_t stepMapBytes(const Recipe &recipe, const ModelInfo &model, int rows,
                           std::uint64_t queries)
{
    const CaptureWindow &window = recipe.capture;
    const auto count = [](const IndexChoice &choice, int all) -> std::uint64_t {
        if (choice.mode == IndexChoice::Mode::Mean)
            return 1;
        return choice.mode == IndexChoice::Mode::List ? choice.list.size()
                                                      : static_cast<std::uint64_t>(all);
    };
    constexpr std::uint64_t kHalf = 2;
    constexpr std::uint64_t kBeforeAndAfter = 2;
    return static_cast<std::uint64_t>(rows) * queries * count(window.layers, model.blocks) *
           count(window.heads, model.heads) * window.branches.size() * kHalf * kBeforeAndAfter;
}

} // namespace

std::vector<std::int64_t> latentShape(const ModelInfo &model, const ClipSize &size)
{
    if (model.pixelCodec)
        return {model.latentChannels, size.frames, size.height, size.width};
    return {model.latentChannels, (size.frames - 1) / model.temporalScale + 1,
            size.height / model.spatialScale, size.width / model.spatialScale};
}

std::vector<int> mapGrid(const ModelInfo &model, const ClipSize &size)
{
    const auto shape = latentShape(model, size);
    std::vector<int> out;
    for (std::size_t i = 0; i < 3; ++i)
        out.push_back(static_cast<int>(shape[i + 1]) / std::max(1, model.patch[i]));
    return out;
}

MemoryPlan planMemory(const Recipe &recipe, const ModelInfo &model, int rows, MemoryMode mode)
{
    MemoryPlan plan;
    plan.mode = mode;
    const auto grid = mapGrid(model, recipe.size);
    const std::uint64_t queries = static_cast<std::uint64_t>(grid[0]) *
                                  static_cast<std::uint64_t>(grid[1]) *
                                  static_cast<std::uint64_t>(grid[2]);
    std::uint64_t latent = sizeof(float);
    for (const std::int64_t size : latentShape(model, recipe.size))
        latent *= static_cast<std::uint64_t>(size);
    const auto steps = static_cast<std::uint64_t>(recipe.steps);
    const std::uint64_t mapsOfStep = stepMapBytes(recipe, model, rows, queries);
    const std::uint64_t mapSteps = recipe.capture.steps.mode == IndexChoice::Mode::List
                                       ? recipe.capture.steps.list.size()
                                       : steps;
    plan.mapBytes = mapsOfStep * mapSteps * sides(recipe);
    const std::uint64_t tensors = recipe.sampler == SamplerKind::UniPc ? 3 : 2;
    plan.stateBytes = latent * (steps * tensors + 1) * sides(recipe);

    const std::uint64_t variants =
        recipe.runA && recipe.runB && recipe.a.variant != recipe.b.variant ? 2 : 1;
    const std::uint64_t folders = std::max<std::uint64_t>(1, model.variants.size());
    // Weights are held in f32 at most; packing for products keeps one more copy while loading.
    plan.weightBytes = model.parameters / folders * variants * sizeof(float) * 2;
    const std::uint64_t width =
        static_cast<std::uint64_t>(model.heads) * static_cast<std::uint64_t>(model.headDim);
    const std::uint64_t activations = queries * width * sizeof(float) * 14;
    plan.peakBytes = kProcessBytes + plan.weightBytes + activations + latent * 8 * sides(recipe) +
                     (mode == MemoryMode::Resident
                          ? mapsOfStep * 2
                          : mapsOfStep / static_cast<std::uint64_t>(std::max(1, model.blocks)));
    return plan;
}

std::optional<MemoryMode> nextMemoryMode(MemoryMode mode)
{
    return mode == MemoryMode::Resident ? std::optional(MemoryMode::Lean) : std::nullopt;
}

MemoryMode chooseMemoryMode(const Recipe &recipe, const ModelInfo &model, int rows)
{
    if (recipe.memory != MemoryMode::Auto)
        return recipe.memory;
    const std::uint64_t available = availableBytes();
    const MemoryPlan plan = planMemory(recipe, model, rows, MemoryMode::Resident);
    return available == 0 || plan.peakBytes < available ? MemoryMode::Resident : MemoryMode::Lean;
}

} // namespace dare
