#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace dare::verify
{
namespace
{

constexpr double kActivations = 2e-5;
constexpr double kProbabilities = 2e-6;

/// Rows that keep every token's probabilities apart.
MapRequest everyToken(int tokens, int heads)
{
    MapRequest out;
    for (int t = 0; t < tokens; ++t)
        out.rows.push_back({std::to_string(t), {t}, -1});
    for (int head = 0; head < heads; ++head)
        out.heads.push_back(head);
    return out;
}

struct Pass {
    at::Tensor output;
    ForwardTrace trace;
    std::vector<AttentionReading> readings;
};

/// One sample of the fixture.
class Sample
{
public:
    Sample(Fixture &fixture, const LoadedModel &model, std::int64_t index)
        : m_fixture(fixture),
          m_model(model),
          m_index(index),
          m_rows(fixture.tensor("transformer.encoder_hidden_states")[index]),
          m_tokens(static_cast<int>(m_rows.size(0))),
          m_heads(model.config.transformer.heads),
          m_real(fixture.json()["transformer"]["valid_tokens"][static_cast<std::size_t>(index)]
                     .get<int>())
    {
    }

    [[nodiscard]] Result<Pass> forward(const ForwardReweight *reweight, bool fold) const
    {
        const TextContext text = m_model.transformer->prepareText(m_rows, m_real, m_tokens, fold);
        Pass out;
        WanTransformer::Request request;
        request.x = m_fixture.tensor("transformer.hidden_states")[m_index].contiguous().to(
            m_model.transformer->device());
        request.timestep = m_fixture.tensor("transformer.timestep")[m_index].item<std::int64_t>();
        request.text = &text;
        request.reweight = reweight;
        if (!fold)
            request.maps = [this](int) { return everyToken(m_tokens, m_heads); };
        request.observer = [&out](AttentionReading &&reading) {
            out.readings.push_back(std::move(reading));
        };
        request.trace = &out.trace;
        auto output = m_model.transformer->forward(request);
        if (!output)
            return tl::unexpected(output.error());
        out.output = *output;
        m_text = text.embedded;
        return out;
    }
    void compare(const std::string &stage, const at::Tensor &got, const std::string &name,
                 double allowed)
    {
        if (m_fixture.has(name))
            m_fixture.compare(stage, got, m_fixture.tensor(name)[m_index], allowed);
    }
    void compareProbabilities(const std::string &stage, const at::Tensor &map, int block,
                              const std::string &suffix)
    {
        const std::string name = blockName(block) + "attn2." + suffix;
        const at::Tensor probabilities = map.permute({0, 2, 1});
        compare(stage, probabilities, name, kProbabilities);
        compare(stage, probabilities.mean(0), name + "_head_mean", kProbabilities);
    }
    static std::string blockName(int block)
    {
        return "transformer.block." + std::to_string(block) + ".";
    }
    [[nodiscard]] std::vector<float> logWeights() const
    {
        const at::Tensor log =
            m_fixture.tensor("transformer.token_weights")[m_index].log().contiguous();
        return {log.const_data_ptr<float>(), log.const_data_ptr<float>() + log.numel()};
    }
    [[nodiscard]] const at::Tensor &text() const { return m_text; }

private:
    Fixture &m_fixture;
    const LoadedModel &m_model;
    std::int64_t m_index;
    at::Tensor m_rows;
    int m_tokens;
    int m_heads;
    int m_real;
    mutable at::Tensor m_text;
};

Result<void> plainPass(Sample &sample, int blocks)
{
    const auto plain = sample.forward(nullptr, false);
    if (!plain)
        return tl::unexpected(plain.error());
    const ForwardTrace &trace = plain->trace;
    sample.compare("transformer.tokens", trace.tokens, "transformer.tokens", kActivations);
    sample.compare("transformer.time", trace.time, "transformer.temb", kActivations);
    sample.compare("transformer.time", trace.timeProjection, "transformer.timestep_proj",
                   kActivations);
    sample.compare("transformer.context", sample.text(), "transformer.context", kActivations);
    for (int block = 0; block < blocks; ++block) {
        const auto i = static_cast<std::size_t>(block);
        sample.compare("transformer.blocks", trace.blocks[i], Sample::blockName(block) + "output",
                       kActivations);
        sample.compareProbabilities("transformer.probs", plain->readings[i].mapBefore, block,
                                    "probs");
    }
    sample.compare("transformer.output", plain->output, "transformer.output", kActivations);
    const auto folded = sample.forward(nullptr, true);
    if (!folded)
        return tl::unexpected(folded.error());
    sample.compare("transformer.output_pads_folded", folded->output, "transformer.output",
                   kActivations);
    return {};
}

Result<void> reweightedPasses(Sample &sample, int blocks)
{
    const std::vector<float> logWeights = sample.logWeights();
    ForwardReweight everywhere;
    everywhere.logWeights.assign(static_cast<std::size_t>(blocks), logWeights);
    const auto all = sample.forward(&everywhere, false);
    if (!all)
        return tl::unexpected(all.error());
    for (int block = 0; block < blocks; ++block) {
        const auto i = static_cast<std::size_t>(block);
        sample.compare("transformer.blocks_reweighted", all->trace.blocks[i],
                       Sample::blockName(block) + "output_reweighted", kActivations);
        sample.compareProbabilities("transformer.probs_reweighted", all->readings[i].mapAfter,
                                    block, "probs_reweighted");
        // Reweighting this block alone leaves its queries as the plain forward has them.
        ForwardReweight here;
        here.logWeights.resize(static_cast<std::size_t>(blocks));
        here.logWeights[i] = logWeights;
        const auto single = sample.forward(&here, false);
        if (!single)
            return tl::unexpected(single.error());
        sample.compareProbabilities("transformer.probs_before", single->readings[i].mapBefore,
                                    block, "probs");
        sample.compareProbabilities("transformer.probs_after", single->readings[i].mapAfter, block,
                                    "probs_reweighted_here");
    }
    sample.compare("transformer.output_reweighted", all->output, "transformer.output_reweighted",
                   kActivations);
    const auto folded = sample.forward(&everywhere, true);
    if (!folded)
        return tl::unexpected(folded.error());
    sample.compare("transformer.output_reweighted_pads_folded", folded->output,
                   "transformer.output_reweighted", kActivations);
    return {};
}

} // namespace

Result<void> transformerStages(Fixture &fixture, const LoadedModel &model)
{
    if (!fixture.has("transformer.output"))
        return {};
    fixture.setBackend(crossAttentionBackend(model.transformer->device()));
    const std::int64_t batch = fixture.tensor("transformer.output").size(0);
    const int blocks = model.config.transformer.layers;
    for (std::int64_t b = 0; b < batch; ++b) {
        Sample sample(fixture, model, b);
        if (auto done = plainPass(sample, blocks); !done)
            return done;
        if (!fixture.has("transformer.token_weights"))
            continue;
        if (auto done = reweightedPasses(sample, blocks); !done)
            return done;
    }
    return {};
}

} // namespace dare::verify
