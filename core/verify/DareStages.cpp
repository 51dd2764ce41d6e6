#include "core/dare/Neglect.h"
#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

namespace dare::verify
{
namespace
{

/// The caption with its words as the fixture gives them: nothing here splits text.
TokenSequence caption(const Fixture &fixture)
{
    const auto &info = fixture.json()["dare"];
    TokenSequence out;
    out.ids = fixture.ids("dare.input_ids");
    out.limit = info["max_tokens"].get<int>();
    for (const auto &word : info["words"]) {
        Word item;
        item.text = word["text"].get<std::string>();
        item.rho = word["rho"].get<double>();
        item.weight = word["u"].get<double>();
        out.words.push_back(std::move(item));
    }
    const at::Tensor index = fixture.tensor("dare.word_index")[0].contiguous();
    for (int t = 0; t < static_cast<int>(out.ids.size()); ++t) {
        const auto word = static_cast<int>(index[t].item<std::int64_t>());
        out.wordOfToken.push_back(word);
        if (word >= 0)
            out.words[static_cast<std::size_t>(word)].tokens.push_back(t);
    }
    return out;
}

void setOption(SideOptions &side, Option option, const nlohmann::json &value)
{
    if (!value.is_array()) {
        side.value(option) = value.get<double>();
        return;
    }
    Curve curve;
    for (std::size_t step = 0; step < value.size(); ++step)
        curve.points.emplace_back(static_cast<int>(step), value[step].get<double>());
    side.curves[option] = std::move(curve);
}

SideOptions optionsOf(const nlohmann::json &variant)
{
    SideOptions side;
    for (const auto &[key, option] : {std::pair{"w", Option::W},
                                      {"lambda", Option::Lambda},
                                      {"s", Option::S},
                                      {"gamma", Option::Gamma},
                                      {"kappa", Option::Kappa},
                                      {"end_weight", Option::EndWeight},
                                      {"pad_weight", Option::PadWeight}})
        setOption(side, option, variant[key]);
    side.wordWeights = variant["u"].get<bool>();
    return side;
}

at::Tensor rows(const std::vector<float> &values, std::int64_t count)
{
    return at::tensor(values, at::kFloat).view({count, -1});
}

/// ln w of every block as a tensor [L,T]; plain blocks are zeros.
at::Tensor logWeightRows(const ReweightPlan &plan, std::int64_t tokens)
{
    std::vector<at::Tensor> out;
    for (const auto &row : plan.logWeights)
        out.push_back(row.empty() ? at::zeros({tokens}) : at::tensor(row, at::kFloat));
    return at::stack(out);
}

/// Head-mean maps of every token of the conditional branch.
class HeadMeanSink : public MapSink
{
public:
    explicit HeadMeanSink(int tokens)
    {
        for (int t = 0; t < tokens; ++t)
            m_request.rows.push_back({std::to_string(t), {t}, -1});
    }
    [[nodiscard]] MapRequest request(Branch branch, int) const override
    {
        return branch == Branch::Cond ? m_request : MapRequest{};
    }
    [[nodiscard]] Result<void> add(Branch, const AttentionReading &reading) override
    {
        const auto transposed = [](const at::Tensor &map) { return map[0].t(); };
        before.push_back(transposed(reading.mapBefore));
        after.push_back(
            transposed(reading.mapAfter.defined() ? reading.mapAfter : reading.mapBefore));
        return {};
    }
    std::vector<at::Tensor> before; ///< [Q,T] a block
    std::vector<at::Tensor> after;

private:
    MapRequest m_request;
};

struct Stage {
    Fixture &fixture;
    const LoadedModel &model;
    TokenSequence tokens;
    std::map<Branch, TextContext> folded;
    std::map<Branch, TextContext> whole; ///< pads apart, for maps of every token
};

SideSetup setupOf(const Stage &stage, const SideOptions &options, bool fold)
{
    const auto &info = stage.fixture.json()["dare"];
    SideSetup setup;
    setup.options = options;
    setup.tokens = stage.tokens;
    setup.model = stage.model.transformer;
    setup.prediction = stage.model.config.scheduler.prediction;
    setup.schedule =
        sigmaSchedule(SigmaTable::New, info["steps"].get<int>(), info["flow_shift"].get<double>(),
                      stage.model.config.scheduler.trainSteps);
    setup.texts = fold ? stage.folded : stage.whole;
    return setup;
}

void compareMetrics(Stage &stage, const StepOutputs &out, std::int64_t step)
{
    Fixture &f = stage.fixture;
    const StepMetrics &m = out.metrics;
    f.compare("dare.log_weights", logWeightRows(out.plan, m.tokens),
              f.tensor("dare.log_weights")[step], 2e-5);
    f.compare("dare.masses", rows(m.massBefore, m.blocks), f.tensor("dare.masses_before")[step],
              2e-6);
    f.compare("dare.masses", rows(m.massAfter, m.blocks), f.tensor("dare.masses_after")[step],
              2e-6);
    f.compare("dare.norms", at::tensor(m.normBefore), f.tensor("dare.norm_before")[step], 1e-5);
    f.compare("dare.norms", at::tensor(m.normAfter), f.tensor("dare.norm_after")[step], 1e-5);
    f.compare("dare.consistency", at::tensor(m.consistency), f.tensor("dare.consistency")[step],
              5e-6);
    f.compare("dare.consistency", rows(m.wordConsistency, m.blocks),
              f.tensor("dare.word_consistency")[step], 5e-6);
    f.compare("dare.shares", at::tensor(m.share), f.tensor("dare.share_before")[step], 2e-5);
    f.compare("dare.shares", at::tensor(wordShares(stage.tokens, m.massAfter, m.blocks)),
              f.tensor("dare.share_after")[step], 2e-5);
}

void compareVelocities(Stage &stage, const StepOutputs &out, std::int64_t step)
{
    Fixture &f = stage.fixture;
    for (const auto &[branch, name] : {std::pair{Branch::Cond, "dare.velocity_cond"},
                                       {Branch::Neg, "dare.velocity_uncond"},
                                       {Branch::Dom, "dare.velocity_dominant"}}) {
        if (out.branches.contains(branch) && f.has(name))
            f.compare("dare.velocity_branches", out.branches.at(branch).unsqueeze(0),
                      f.tensor(name)[step], 5e-5);
    }
    f.compare("dare.velocity", out.guided.unsqueeze(0), f.tensor("dare.velocity")[step], 1e-4);
}

Result<void> fullRun(Stage &stage)
{
    const SideOptions options = optionsOf(stage.fixture.json()["dare"]["variants"]["full"]);
    SideSampler sampler(setupOf(stage, options, true), stage.fixture.tensor("dare.latents_in"));
    for (std::int64_t step = 0; !sampler.finished(); ++step) {
        auto out = sampler.advance(nullptr);
        if (!out)
            return tl::unexpected(out.error());
        compareMetrics(stage, *out, step);
        compareVelocities(stage, *out, step);
        stage.fixture.compare("dare.latents.full", sampler.state().x.unsqueeze(0),
                              stage.fixture.tensor("dare.latents")[step], 1e-4);
    }
    return {};
}

/// The maps of the first and the last step, pads apart.
Result<void> mapsRun(Stage &stage)
{
    const SideOptions options = optionsOf(stage.fixture.json()["dare"]["variants"]["full"]);
    SideSampler sampler(setupOf(stage, options, false), stage.fixture.tensor("dare.latents_in"));
    const auto stored = stage.fixture.json()["dare"]["probs_steps"].get<std::vector<int>>();
    for (int step = 0; !sampler.finished(); ++step) {
        HeadMeanSink sink(stage.tokens.limit);
        auto out = sampler.advance(&sink);
        if (!out)
            return tl::unexpected(out.error());
        for (std::size_t i = 0; i < stored.size(); ++i) {
            if (stored[i] != step)
                continue;
            const auto index = static_cast<std::int64_t>(i);
            stage.fixture.compare("dare.probs", at::stack(sink.before),
                                  stage.fixture.tensor("dare.probs_before_head_mean")[index], 1e-5);
            stage.fixture.compare("dare.probs", at::stack(sink.after),
                                  stage.fixture.tensor("dare.probs_after_head_mean")[index], 1e-5);
        }
    }
    return {};
}

Result<void> variantRun(Stage &stage, const std::string &name, const nlohmann::json &variant)
{
    const at::Tensor expected = stage.fixture.tensor("dare." + name + ".latents");
    if (!expected.defined())
        return {};
    SideSampler sampler(setupOf(stage, optionsOf(variant), true),
                        stage.fixture.tensor("dare.latents_in"));
    for (std::int64_t step = 0; !sampler.finished(); ++step) {
        auto out = sampler.advance(nullptr);
        if (!out)
            return tl::unexpected(out.error());
        stage.fixture.compare("dare.latents." + name, sampler.state().x.unsqueeze(0),
                              expected[step], 1e-4);
    }
    return {};
}

void extremeWeights(Stage &stage)
{
    if (!stage.fixture.has("dare.extreme.masses"))
        return;
    const SideOptions side = optionsOf(stage.fixture.json()["dare"]["variants"]["full"]);
    const at::Tensor masses = stage.fixture.tensor("dare.extreme.masses")[0].contiguous();
    const std::vector<float> row =
        blockLogWeights(stage.tokens, reweightOptions(side, 1),
                        {masses.const_data_ptr<float>(), static_cast<std::size_t>(masses.numel())});
    stage.fixture.compare("dare.extreme", at::tensor(row, at::kFloat).unsqueeze(0),
                          "dare.extreme.log_weights", 2e-5);
}

Result<void> prepareTexts(Stage &stage)
{
    const auto &info = stage.fixture.json()["dare"];
    const int limit = stage.tokens.limit;
    const auto negative = promptIds(stage.model, info["negative_prompt"].get<std::string>(), limit);
    const auto dominant = dominantIds(stage.tokens, info["tau"].get<double>(), negative);
    at::Tensor padded = at::zeros({1, limit}, at::kLong);
    padded[0]
        .narrow(0, 0, static_cast<std::int64_t>(dominant.size()))
        .copy_(at::tensor(dominant, at::kLong));
    stage.fixture.compare("dare.dominant_ids", padded, "dare.dominant_ids", 0.0);
    for (const auto &[branch, ids, name] :
         {std::tuple{Branch::Cond, stage.tokens.ids, "dare.prompt_embeds"},
          {Branch::Neg, negative, "dare.negative_prompt_embeds"},
          {Branch::Dom, dominant, "dare.dominant_prompt_embeds"}}) {
        auto rows = stage.model.text.encode(ids);
        if (!rows)
            return tl::unexpected(rows.error());
        stage.fixture.compare("dare.embeddings", padRows(rows->cpu(), limit).unsqueeze(0), name,
                              2e-5);
        const auto real = static_cast<int>(ids.size());
        stage.folded[branch] = stage.model.transformer->prepareText(*rows, real, limit, true);
        stage.whole[branch] = stage.model.transformer->prepareText(*rows, real, limit, false);
    }
    return {};
}

} // namespace

Result<void> dareStages(Fixture &fixture, const LoadedModel &model)
{
    if (!fixture.has("dare.latents"))
        return {};
    fixture.setBackend(crossAttentionBackend(model.transformer->device()));
    Stage stage{fixture, model, caption(fixture), {}, {}};
    if (auto done = prepareTexts(stage); !done)
        return done;
    extremeWeights(stage);
    if (auto done = fullRun(stage); !done)
        return done;
    if (auto done = mapsRun(stage); !done)
        return done;
    for (const auto &[name, variant] : fixture.json()["dare"]["variants"].items()) {
        if (auto done = variantRun(stage, name, variant); !done)
            return done;
    }
    return {};
}

} // namespace dare::verify
