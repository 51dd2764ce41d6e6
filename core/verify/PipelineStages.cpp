#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

namespace dare::verify
{
namespace
{

constexpr double kLatents = 1e-4;
constexpr double kVelocities = 1e-4;
constexpr double kFrames = 1e-4;
constexpr double kVaeInput = 3.3e-4; ///< the latents' times the largest standard deviation

Result<void> onePrompt(Fixture &fixture, const LoadedModel &model, std::int64_t index)
{
    const auto &info = fixture.json()["pipeline"];
    const auto i = static_cast<std::size_t>(index);
    const int limit = info["max_tokens"].get<int>();
    SideSetup setup;
    setup.options.value(Option::W) = info["guidance_scale"].get<double>();
    setup.model = model.transformer;
    setup.prediction = model.config.scheduler.prediction;
    setup.schedule =
        sigmaSchedule(SigmaTable::New, info["steps"].get<int>(), info["flow_shift"].get<double>(),
                      model.config.scheduler.trainSteps);
    setup.dominantEqualsNull = true;
    const auto ids = promptIds(model, info["prompt"][i].get<std::string>(), limit);
    setup.tokens.ids = ids;
    setup.tokens.limit = limit;
    setup.tokens.wordOfToken.assign(ids.size(), -1);
    auto cond = model.context(ids, limit);
    if (!cond)
        return tl::unexpected(cond.error());
    setup.texts[Branch::Cond] = *cond;
    // diffusers runs no negative branch at a scale of 1 or less.
    if (setup.options.value(Option::W) > 1.0) {
        const auto &negatives = info["negative_prompt"];
        const auto &text =
            negatives.is_array() ? negatives[std::min(i, negatives.size() - 1)] : negatives;
        auto neg = model.context(
            promptIds(model, text.is_string() ? text.get<std::string>() : std::string(), limit),
            limit);
        if (!neg)
            return tl::unexpected(neg.error());
        setup.texts[Branch::Neg] = *neg;
    } else {
        setup.options.value(Option::W) = 1.0;
    }
    fixture.compare("pipeline.sigmas", at::tensor(setup.schedule.sigmas, at::kDouble),
                    "pipeline.sigmas", 1e-7);
    fixture.compare("pipeline.timesteps", at::tensor(setup.schedule.timesteps, at::kLong),
                    "pipeline.timesteps", 0.0);
    SideSampler sampler(std::move(setup),
                        fixture.tensor("pipeline.latents_in")[index].unsqueeze(0));
    for (std::int64_t step = 0; !sampler.finished(); ++step) {
        auto out = sampler.advance(nullptr);
        if (!out)
            return tl::unexpected(out.error());
        fixture.compare("pipeline.velocity_cond", out->branches.at(Branch::Cond),
                        fixture.tensor("pipeline.velocity_cond")[step][index], kVelocities);
        if (out->branches.contains(Branch::Neg))
            fixture.compare("pipeline.velocity_uncond", out->branches.at(Branch::Neg),
                            fixture.tensor("pipeline.velocity_uncond")[step][index], kVelocities);
        fixture.compare("pipeline.latents", sampler.state().x,
                        fixture.tensor("pipeline.latents")[step][index], kLatents);
    }
    if (!model.vae || !fixture.has("pipeline.frames"))
        return {};
    const at::Tensor z = model.vae->denormalise(sampler.state().x);
    fixture.compare("pipeline.vae_input", z, fixture.tensor("pipeline.vae_input")[index],
                    kVaeInput);
    const auto frames = decodedFrames(*model.vae, z);
    if (!frames)
        return tl::unexpected(frames.error());
    fixture.compare("pipeline.frames", *frames, fixture.tensor("pipeline.frames")[index], kFrames);
    return {};
}

} // namespace

Result<void> pipelineStages(Fixture &fixture, const LoadedModel &model)
{
    if (!fixture.has("pipeline.latents"))
        return {};
    fixture.setBackend(crossAttentionBackend(model.transformer->device()));
    const std::int64_t batch = fixture.tensor("pipeline.latents_in").size(0);
    for (std::int64_t index = 0; index < batch; ++index) {
        if (auto done = onePrompt(fixture, model, index); !done)
            return done;
    }
    return {};
}

} // namespace dare::verify
