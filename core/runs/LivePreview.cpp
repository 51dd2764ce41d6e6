#include "core/runs/LivePreview.h"

#include "core/models/PixelCodec.h"
#include "core/runs/MemoryPlan.h"
#include "core/sampling/Noise.h"
#include "core/types/Schedule.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace dare
{
namespace
{

/// Both sides of this preview and of the one before, at six steps: the solver's tensors of each.
constexpr std::size_t kSnapshots = 24;

std::string exact(double value)
{
    char out[40];
    (void)std::snprintf(out, sizeof out, "%a;", value);
    return out;
}

std::string listOf(const std::vector<std::int64_t> &ids)
{
    std::string out;
    for (const std::int64_t id : ids)
        out += std::to_string(id) + ',';
    return out + ';';
}

/// What a step adds to all that came before it. Values that have no effect stay out, so that moving
/// them costs nothing.
std::string stepKey(const SideSetup &setup, int step)
{
    const SideOptions &side = setup.options;
    const double lambda = side.at(Option::Lambda, step);
    std::string out = "|w" + exact(side.at(Option::W, step)) + "l" + exact(lambda);
    if (lambda != 0.0)
        out += listOf(setup.dominantIds);
    const ReweightOptions values = reweightOptions(side, step);
    std::string reweight;
    if (values.s != 0.0) {
        reweight += "s" + exact(values.s);
        for (const Word &word : setup.tokens.words)
            reweight += exact(word.rho);
    }
    if (values.gamma != 0.0)
        reweight += "g" + exact(values.gamma);
    if (values.wordWeights) {
        for (const Word &word : setup.tokens.words)
            reweight += "u" + exact(word.weight);
    }
    if (values.endWeight != 1.0 || values.padWeight != 1.0)
        reweight += "e" + exact(values.endWeight) + exact(values.padWeight);
    return reweight.empty() ? out : out + reweight + "k" + exact(values.kappa);
}

} // namespace

Recipe previewRecipe(const Recipe &recipe, int steps)
{
    Recipe out = recipe;
    out.steps = steps;
    out.stopAfter = 0;
    out.capture = CaptureWindow{};
    out.capture.words = CaptureWindow::Words::None;
    out.precision = Precision::Auto;
    for (const Side side : kSides) {
        for (auto &[option, curve] : out.side(side).curves)
            curve = sampled(curve, recipe.steps, steps);
    }
    return out;
}

Result<void> LivePreview::takeNoise(const Inputs &inputs)
{
    const auto shape = latentShape(inputs.model, inputs.recipe.size);
    std::string key = std::to_string(inputs.recipe.seed) + "|" + inputs.recipe.noiseFile;
    for (const std::int64_t size : shape)
        key += "," + std::to_string(size);
    if (key == m_noise.key)
        return {};
    auto noise = initialNoise(inputs.recipe, {shape[0], shape[1], shape[2], shape[3]});
    if (!noise)
        return tl::unexpected(noise.error());
    m_noise = {std::move(key), *noise, latentsHash(*noise)};
    return {};
}

std::vector<std::string> LivePreview::keysOf(const Inputs &inputs, Side side,
                                             const SideSetup &setup) const
{
    const LoadedVariant &variant = *inputs.variants.at(side);
    const Recipe &recipe = inputs.recipe;
    std::string key =
        variant.hash + "|" + variant.device + "|" + std::string(name(variant.precision)) + "|" +
        m_noise.hash + "|" + std::string(name(recipe.sampler)) + "|" +
        std::string(name(recipe.sigmaTable)) + exact(recipe.shift) + std::to_string(recipe.steps) +
        "|" + std::to_string(recipe.maxTokens) + "|" + listOf(inputs.tokens.at(side).prompt.ids) +
        listOf(inputs.tokens.at(side).negative.ids);
    std::vector<std::string> out;
    for (int step = 0; step < recipe.steps; ++step) {
        key += stepKey(setup, step);
        out.push_back(key);
    }
    return out;
}

const LivePreview::Snapshot *LivePreview::find(const std::string &key)
{
    const auto found = std::find_if(m_snapshots.begin(), m_snapshots.end(),
                                    [&](const Snapshot &each) { return each.key == key; });
    if (found == m_snapshots.end())
        return nullptr;
    m_snapshots.splice(m_snapshots.begin(), m_snapshots, found);
    return &m_snapshots.front();
}

Result<Clip> LivePreview::renderSide(const Inputs &inputs, Side side, const RunControl &control,
                                     int &forwards)
{
    LoadedVariant &variant = *inputs.variants.at(side);
    auto setup =
        setUpSide(inputs.recipe, side, variant, inputs.tokens.at(side), inputs.schedule, m_texts);
    if (!setup)
        return tl::unexpected(setup.error());
    setup->firstForwards = &m_first;
    setup->noise = m_noise.hash;
    const std::vector<std::string> keys = keysOf(inputs, side, *setup);
    SideSampler sampler(std::move(*setup), m_noise.values);
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        if (const Snapshot *known = find(*key)) {
            sampler.restore(known->state, known->metrics);
            break;
        }
    }
    while (!sampler.finished()) {
        if (control.cancelled())
            return failure(ErrorCode::Cancelled, "a newer preview is wanted");
        auto step = sampler.advance(nullptr);
        if (!step)
            return tl::unexpected(step.error());
        forwards += step->forwards;
        m_snapshots.push_front(
            {keys[static_cast<std::size_t>(step->metrics.step)], sampler.state(), step->metrics});
        if (m_snapshots.size() > kSnapshots)
            m_snapshots.pop_back();
    }
    return decodePixels(sampler.state().x, inputs.model.fps);
}

Result<PreviewPicture> LivePreview::render(const Inputs &inputs, const RunControl &control)
{
    const auto start = std::chrono::steady_clock::now();
    if (auto noise = takeNoise(inputs); !noise)
        return tl::unexpected(noise.error());
    PreviewPicture out;
    out.steps = inputs.recipe.steps;
    for (const auto &[side, variant] : inputs.variants) {
        auto clip = renderSide(inputs, side, control, out.forwards);
        if (!clip)
            return tl::unexpected(clip.error());
        out.clips[side == Side::A ? 0 : 1] = std::make_shared<const Clip>(*std::move(clip));
    }
    out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return out;
}

} // namespace dare
