#include "core/runs/MemoryPlan.h"

#include "core/models/WanVae.h"

#include <algorithm>
#include <string>

namespace dare
{
namespace
{

/// Torch's libraries, its pools and the program itself, as measured on the CPU build.
constexpr std::uint64_t kProcessBytes = 320ULL << 20U;
/// 4 GiB in f32; umT5-xxl has 5.7 billion.
constexpr std::uint64_t kLargeEncoder = 1ULL << 30U;
constexpr std::uint64_t kBytesInBf16 = 2;

/// Parameters of one part of one variant.
std::uint64_t parametersOf(const ModelInfo &model, const std::string &part)
{
    std::uint64_t out = 0;
    for (const FileCheck &file : model.files) {
        if (file.path.starts_with(part + "/") ||
            file.path.find("/" + part + "/") != std::string::npos)
            out += file.parameters;
    }
    return out / std::max<std::uint64_t>(1, model.variants.size());
}

/// What decoding a clip of so many pixels takes beside the decoder's weights: the last two frames
/// of every layer and a few activations of the full size, for 96 channels there.
/// @param element bytes of a number
std::uint64_t decodeBytes(std::uint64_t pixels, std::uint64_t element)
{
    constexpr std::uint64_t kHistory = 2400;
    constexpr std::uint64_t kActivations = 1500;
    return pixels * element * (kHistory + kActivations);
}

/// Sides that share a device.
std::uint64_t sides(const Recipe &recipe)
{
    if (recipe.device.find(',') != std::string::npos)
        return 1;
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

/// Decodes whole where that fits beside what stays loaded.
/// @param element bytes of a number while decoding
void planDecode(MemoryPlan &plan, const Recipe &recipe, std::uint64_t loaded,
                std::uint64_t available, std::uint64_t element)
{
    constexpr std::uint64_t kDecoder = std::uint64_t{300} << 20U;
    const VaeTiling tiling;
    const auto tile =
        static_cast<std::uint64_t>(tiling.tile) * static_cast<std::uint64_t>(tiling.tile);
    const auto pixels = static_cast<std::uint64_t>(recipe.size.width) *
                        static_cast<std::uint64_t>(recipe.size.height);
    const std::uint64_t whole = loaded + kDecoder + decodeBytes(pixels, element);
    plan.tiledDecode = available != 0 && whole > available && pixels > tile;
    plan.decodeBytes =
        plan.tiledDecode ? loaded + kDecoder + decodeBytes(std::min(pixels, tile), element) : whole;
    plan.peakBytes = std::max(plan.peakBytes, plan.decodeBytes);
}

/// The phases of a run on a card: texts, steps, decoding. The largest counts.
/// @param stream elements of the residual stream
void planCard(MemoryPlan &plan, const Recipe &recipe, const ModelInfo &model, std::uint64_t stream,
              std::uint64_t variants, std::uint64_t available)
{
    const std::uint64_t element = isBf16(recipe.precision) ? 2 : 4;
    const std::uint64_t all = parametersOf(model, "transformer") * element * variants;
    const auto blocks = static_cast<std::uint64_t>(std::max(1, model.blocks));
    // Two blocks, and as much again for what is no block and for a fused product.
    plan.weightBytes = plan.mode == MemoryMode::Streamed ? std::min(all, 4 * all / blocks) : all;
    const std::uint64_t text = parametersOf(model, "text_encoder");
    const bool large = isLargeTextEncoder(text);
    constexpr std::uint64_t kStreamedText = std::uint64_t{1500} << 20U;
    const std::uint64_t encoder = large ? kStreamedText : text * sizeof(float);
    const auto width =
        static_cast<std::uint64_t>(model.heads) * static_cast<std::uint64_t>(model.headDim);
    constexpr std::uint64_t kTexts = 3;
    const std::uint64_t keys = blocks * static_cast<std::uint64_t>(recipe.maxTokens) * width * 2 *
                               sizeof(float) * kTexts * sides(recipe);
    constexpr std::uint64_t kBytesOfStream = 22; // the f32 stream, q, k, v, their output, a norm
    constexpr std::uint64_t kFeedForward = 8192 * 10 * 2; // rows at a time, of ten widths
    const std::uint64_t steps = plan.weightBytes + keys + stream * kBytesOfStream +
                                kFeedForward * width * element +
                                (plan.mode == MemoryMode::Resident && !large ? encoder : 0);
    plan.peakBytes = std::max(plan.weightBytes + encoder, steps);
    if (!model.pixelCodec)
        planDecode(plan, recipe, plan.mode == MemoryMode::Resident ? plan.weightBytes : 0,
                   available, element);
    const std::uint64_t kept = text * kBytesInBf16 * variants;
    plan.residentText = large && plan.mode == MemoryMode::Resident && !plan.tiledDecode &&
                        plan.peakBytes + kept < available;
    if (plan.residentText)
        plan.peakBytes += kept;
}

} // namespace

bool isLargeTextEncoder(std::uint64_t parameters)
{
    return parameters > kLargeEncoder;
}

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

MemoryPlan planMemory(const Recipe &recipe, const ModelInfo &model, int rows, MemoryMode mode,
                      std::uint64_t available)
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
        sides(recipe) == 2 && recipe.a.variant != recipe.b.variant ? 2 : 1;
    const std::uint64_t folders = std::max<std::uint64_t>(1, model.variants.size());
    const std::uint64_t width =
        static_cast<std::uint64_t>(model.heads) * static_cast<std::uint64_t>(model.headDim);
    const std::uint64_t mapsHeld =
        mode == MemoryMode::Resident
            ? mapsOfStep * 2
            : mapsOfStep / static_cast<std::uint64_t>(std::max(1, model.blocks));
    if (!recipe.device.starts_with("cpu")) {
        planCard(plan, recipe, model, queries * width, variants, available);
        return plan;
    }
    // Weights are held in f32 at most; packing for products keeps one more copy while loading.
    plan.weightBytes = model.parameters / folders * variants * sizeof(float) * 2;
    const std::uint64_t activations = queries * width * sizeof(float) * 14;
    plan.peakBytes =
        kProcessBytes + plan.weightBytes + activations + latent * 8 * sides(recipe) + mapsHeld;
    if (!model.pixelCodec)
        planDecode(plan, recipe, 0, available, sizeof(float));
    return plan;
}

std::optional<MemoryMode> nextMemoryMode(MemoryMode mode)
{
    switch (mode) {
    case MemoryMode::Auto:
    case MemoryMode::Resident:
        return MemoryMode::Lean;
    case MemoryMode::Lean:
        return MemoryMode::Streamed;
    case MemoryMode::Streamed:
        break;
    }
    return std::nullopt;
}

MemoryMode chooseMemoryMode(const Recipe &recipe, const ModelInfo &model, int rows,
                            std::uint64_t available)
{
    if (recipe.memory != MemoryMode::Auto)
        return recipe.memory;
    MemoryMode mode = MemoryMode::Resident;
    while (available != 0 &&
           planMemory(recipe, model, rows, mode, available).peakBytes >= available) {
        const auto next = nextMemoryMode(mode);
        // In host memory streamed weights take the same place as resident ones.
        if (!next || (recipe.device.starts_with("cpu") && *next == MemoryMode::Streamed))
            break;
        mode = *next;
    }
    return mode;
}

} // namespace dare
