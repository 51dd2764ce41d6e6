#include "core/sampling/SideSampler.h"

#include "core/dare/Neglect.h"
#ifdef DARE_HAS_CUDA
#include "core/attention/CrossAttentionCuda.h"
#endif

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>

#include <algorithm>
#include <chrono>

namespace dare
{
namespace
{

std::span<const float> view(const std::map<Branch, at::Tensor> &outputs, Branch branch)
{
    const auto found = outputs.find(branch);
    if (found == outputs.end())
        return {};
    return {found->second.const_data_ptr<float>(), static_cast<std::size_t>(found->second.numel())};
}

#ifdef DARE_HAS_CUDA
/// On the card that holds the outputs: one tensor comes to the host instead of one a branch.
Result<at::Tensor> guideOnCard(const GuidanceContext &context,
                               const std::map<Branch, at::Tensor> &outputs)
{
    std::map<Branch, at::Tensor> rows;
    for (const auto &[branch, output] : outputs)
        rows[branch] = output.to(at::kFloat).contiguous();
    const at::Tensor &cond = rows.at(Branch::Cond);
    const c10::DeviceGuard guard(cond.device());
    at::Tensor out = at::empty_like(cond);
    const auto data = [&rows](Branch branch) {
        const auto found = rows.find(branch);
        return found == rows.end() ? nullptr : found->second.const_data_ptr<float>();
    };
    const CardOutputs card{cond.numel(),          data(Branch::Cond),
                           data(Branch::Neg),     data(Branch::Dom),
                           out.data_ptr<float>(), cuda::currentStream(cond.device())};
    if (auto done = guidanceMethods().front().combineOnCard(context, card); !done)
        return tl::unexpected(done.error());
    return out.cpu();
}
#endif

/// Guidance in f32: on the host, or on the card where its outputs are.
Result<at::Tensor> guide(const GuidanceContext &context,
                         const std::map<Branch, at::Tensor> &outputs)
{
#ifdef DARE_HAS_CUDA
    if (outputs.size() > 1 && outputs.at(Branch::Cond).is_cuda() && !context.rounded &&
        guidanceMethods().front().combineOnCard != nullptr)
        return guideOnCard(context, outputs);
#endif
    std::map<Branch, at::Tensor> host;
    for (const auto &[branch, output] : outputs)
        host[branch] = output.to(at::kCPU, at::kFloat).contiguous();
    at::Tensor out = at::empty_like(host.at(Branch::Cond));
    guidanceMethods().front().combine(
        context, {view(host, Branch::Cond), view(host, Branch::Neg), view(host, Branch::Dom)},
        {out.data_ptr<float>(), static_cast<std::size_t>(out.numel())});
    return out;
}

StepMetrics emptyMetrics(int step, int blocks, int tokens, std::size_t words)
{
    StepMetrics out;
    out.step = step;
    out.blocks = blocks;
    out.tokens = tokens;
    const auto rows = static_cast<std::size_t>(blocks);
    out.massBefore.resize(rows * static_cast<std::size_t>(tokens));
    out.massAfter.resize(out.massBefore.size());
    out.normBefore.resize(rows);
    out.normAfter.resize(rows);
    out.consistency.resize(rows);
    out.wordConsistency.resize(rows * words);
    return out;
}

} // namespace

SideSampler::SideSampler(SideSetup setup, const at::Tensor &noise) : m_setup(std::move(setup))
{
    m_state.x = noise.squeeze(0).to(at::kFloat);
}

void SideSampler::restore(SolverState state, StepMetrics metrics)
{
    m_state = std::move(state);
    m_previous = std::move(metrics);
}

void SideSampler::record(const AttentionReading &reading, StepMetrics &metrics) const
{
    const auto block = static_cast<std::size_t>(reading.block);
    const std::size_t first = block * static_cast<std::size_t>(metrics.tokens);
    std::copy(reading.massBefore.begin(), reading.massBefore.end(),
              metrics.massBefore.begin() + static_cast<std::ptrdiff_t>(first));
    std::copy(reading.massAfter.begin(), reading.massAfter.end(),
              metrics.massAfter.begin() + static_cast<std::ptrdiff_t>(first));
    metrics.normBefore[block] = reading.normBefore;
    metrics.normAfter[block] = reading.normAfter;
    metrics.consistency[block] = reading.consistency;
    const std::size_t words = m_setup.tokens.words.size();
    for (std::size_t w = 0; w < words; ++w) {
        double weighted = 0.0;
        double mass = 0.0;
        for (const int token : m_setup.tokens.words[w].tokens) {
            weighted += static_cast<double>(reading.cosByToken[static_cast<std::size_t>(token)]);
            mass += static_cast<double>(reading.massAfter[static_cast<std::size_t>(token)]);
        }
        metrics.wordConsistency[block * words + w] =
            mass > 0.0 ? static_cast<float>(weighted / mass) : 0.0F;
    }
}

Result<at::Tensor> SideSampler::forward(Branch branch, const at::Tensor &x,
                                        const ReweightPlan *plan, MapSink *maps,
                                        StepMetrics *metrics) const
{
    ForwardReweight reweight;
    WanTransformer::Request request;
    request.x = x;
    request.timestep = m_setup.schedule.timesteps[static_cast<std::size_t>(m_state.step)];
    request.text = &m_setup.texts.at(branch);
    if (plan != nullptr && plan->active()) {
        reweight = {plan->logWeights, plan->kappa};
        request.reweight = &reweight;
    }
    if (maps != nullptr)
        request.maps = [maps, branch](int block) { return maps->request(branch, block); };
    Result<void> kept;
    request.observer = [&](AttentionReading &&reading) {
        if (metrics != nullptr)
            record(reading, *metrics);
        if (maps != nullptr && kept && reading.mapBefore.defined())
            kept = maps->add(branch, reading);
    };
    auto output = m_setup.model->forward(request);
    if (output && !kept)
        return tl::unexpected(kept.error());
    return output;
}

Result<at::Tensor> SideSampler::output(Branch branch, const at::Tensor &x, MapSink *maps,
                                       StepOutputs &step) const
{
    const bool conditional = branch == Branch::Cond;
    const auto ids = m_setup.ids.find(branch);
    const bool shared = m_setup.firstForwards != nullptr && m_state.step == 0 && maps == nullptr &&
                        ids != m_setup.ids.end() && !(conditional && step.plan.active());
    FirstForwards::Key key;
    if (shared) {
        key = {m_setup.model, branch, ids->second, m_setup.schedule.timesteps.front(),
               m_setup.noise};
        if (const FirstForwards::Entry *known = m_setup.firstForwards->find(key)) {
            if (conditional)
                step.metrics = known->metrics;
            return known->output;
        }
    }
    auto output = forward(branch, x, conditional ? &step.plan : nullptr, maps,
                          conditional ? &step.metrics : nullptr);
    if (!output)
        return output;
    ++step.forwards;
    if (shared)
        m_setup.firstForwards->add(std::move(key),
                                   {*output, conditional ? step.metrics : StepMetrics{}});
    return output;
}

Result<StepOutputs> SideSampler::advance(MapSink *maps)
{
    const auto start = std::chrono::steady_clock::now();
    const int blocks = m_setup.model->config().layers;
    const GuidanceContext context{m_setup.options, m_state.step, m_setup.dominantEqualsNull,
                                  m_setup.model->streamDtype() != at::kFloat};
    auto plan = planReweight(m_setup.tokens, reweightOptions(m_setup.options, m_state.step), blocks,
                             m_previous ? &*m_previous : nullptr);
    if (!plan)
        return tl::unexpected(plan.error());
    StepOutputs out;
    out.plan = std::move(*plan);
    out.metrics =
        emptyMetrics(m_state.step, blocks, m_setup.tokens.limit, m_setup.tokens.words.size());
    const at::Tensor x = m_state.x.to(m_setup.model->device());
    for (const Branch branch : guidanceMethods().front().branches(context)) {
        auto output = this->output(branch, x, maps, out);
        if (!output)
            return tl::unexpected(output.error());
        out.branches[branch] = *output;
    }
    auto guided = guide(context, out.branches);
    if (!guided)
        return tl::unexpected(guided.error());
    out.guided = std::move(*guided);
    const double sigma = m_setup.schedule.sigmas[static_cast<std::size_t>(m_state.step)];
    dare::advance(m_state, m_setup.schedule, m_setup.sampler,
                  toX0(out.guided, m_state.x, sigma, m_setup.prediction));
    out.metrics.share = wordShares(m_setup.tokens, out.metrics.massBefore, blocks);
    out.metrics.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    m_previous = out.metrics;
    return out;
}

} // namespace dare
