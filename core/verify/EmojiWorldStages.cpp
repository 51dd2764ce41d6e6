#include "core/models/ModelFolder.h"
#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

namespace dare::verify
{
namespace
{

constexpr double kEmbeddings = 1e-4;
constexpr double kForward = 5e-5;
constexpr double kFrames = 2e-3;
constexpr double kProbabilities = 1e-5;

/// Head-mean maps of every token.
MapRequest everyToken(int tokens)
{
    MapRequest out;
    for (int t = 0; t < tokens; ++t)
        out.rows.push_back({std::to_string(t), {t}, -1});
    return out;
}

/// One prompt of the fixture on one variant.
class Prompt
{
public:
    Prompt(Fixture &fixture, const LoadedModel &model, TokenSequence tokens, std::string base)
        : m_fixture(fixture), m_model(model), m_tokens(std::move(tokens)), m_base(std::move(base))
    {
    }

    Result<void> texts()
    {
        const int limit = m_tokens.limit;
        at::Tensor padded = at::zeros({limit}, at::kLong);
        padded.narrow(0, 0, static_cast<std::int64_t>(m_tokens.ids.size()))
            .copy_(at::tensor(m_tokens.ids, at::kLong));
        m_fixture.compare("ids", padded, m_base + "ids", 0.0);
        const std::vector<std::int64_t> null{m_model.config.text.endId};
        const auto dominant = dominantIds(m_tokens, 0.25, null);
        at::Tensor dominantPadded = at::zeros({limit}, at::kLong);
        dominantPadded.narrow(0, 0, static_cast<std::int64_t>(dominant.size()))
            .copy_(at::tensor(dominant, at::kLong));
        m_fixture.compare("dominant_ids", dominantPadded, m_base + "dominant_ids", 0.0);
        const auto rows = m_model.text.encode(m_tokens.ids);
        if (!rows)
            return tl::unexpected(rows.error());
        m_fixture.compare("prompt_embeds", padRows(rows->cpu(), limit), m_base + "prompt_embeds",
                          kEmbeddings);
        for (const auto &[branch, ids] : {std::pair{Branch::Cond, m_tokens.ids},
                                          {Branch::Neg, null},
                                          {Branch::Dom, dominant}}) {
            auto context = m_model.context(ids, limit);
            if (!context)
                return tl::unexpected(context.error());
            m_texts[branch] = *context;
        }
        m_logWeights = blockLogWeights(m_tokens, {1.0, 0.0, 0.0, false, 1.0, 1.0}, {});
        m_logWeights.resize(static_cast<std::size_t>(limit), 0.0F);
        m_fixture.compare("ln_w", at::tensor(m_logWeights, at::kFloat), m_base + "ln_w_s1", 1e-5);
        return {};
    }

    Result<void> forwards()
    {
        const at::Tensor frames = m_fixture.tensor(m_base + "frames_w3");
        if (!frames.defined())
            return {};
        const at::Tensor x = 0.4 * frames + 0.6 * m_fixture.tensor("noise")[0];
        if (m_fixture.has(m_base + "forward.output")) {
            auto plain = forward(x, false);
            if (!plain)
                return plain;
        }
        return m_fixture.has(m_base + "forward.output_s1") ? forward(x, true) : Result<void>{};
    }

    /// @param name stored frames; @param lambda, s of the run
    Result<void> run(const std::string &name, double lambda, double s)
    {
        const at::Tensor expected = m_fixture.tensor(m_base + name);
        if (!expected.defined())
            return {};
        SideSetup setup;
        setup.options.value(Option::W) = 3.0;
        setup.options.value(Option::Lambda) = lambda;
        setup.options.value(Option::S) = s;
        setup.tokens = m_tokens;
        setup.model = m_model.transformer;
        setup.prediction = m_model.config.scheduler.prediction;
        setup.schedule = sigmaSchedule(SigmaTable::New, m_fixture.json()["steps"].get<int>(),
                                       m_fixture.json()["shift"].get<double>(), 1000);
        setup.texts = m_texts;
        SideSampler sampler(std::move(setup), m_fixture.tensor("noise"));
        while (!sampler.finished()) {
            if (auto out = sampler.advance(nullptr); !out)
                return tl::unexpected(out.error());
        }
        m_fixture.compare(name, sampler.state().x.clamp(-1.0, 1.0), expected, kFrames);
        return {};
    }

private:
    Result<void> forward(const at::Tensor &x, bool reweighted)
    {
        const auto rows = m_model.text.encode(m_tokens.ids);
        if (!rows)
            return tl::unexpected(rows.error());
        const auto real = static_cast<int>(m_tokens.ids.size());
        const TextContext whole =
            m_model.transformer->prepareText(*rows, real, m_tokens.limit, false);
        ForwardReweight reweight;
        const bool biased = reweighted && !m_tokens.words.empty();
        reweight.logWeights.assign(static_cast<std::size_t>(m_model.config.transformer.layers),
                                   biased ? m_logWeights : std::vector<float>{});
        std::vector<at::Tensor> before;
        std::vector<at::Tensor> after;
        WanTransformer::Request request;
        request.x = x.contiguous().to(m_model.transformer->device());
        request.timestep = m_fixture.json()["timestep"].get<std::int64_t>();
        request.text = &whole;
        request.reweight = &reweight;
        request.maps = [this](int) { return everyToken(m_tokens.limit); };
        request.observer = [&](AttentionReading &&reading) {
            before.push_back(reading.mapBefore[0].t());
            after.push_back(
                (reading.mapAfter.defined() ? reading.mapAfter : reading.mapBefore)[0].t());
        };
        const auto output = m_model.transformer->forward(request);
        if (!output)
            return tl::unexpected(output.error());
        const std::string suffix = reweighted ? "_s1" : "";
        m_fixture.compare("forward.output" + suffix, *output, m_base + "forward.output" + suffix,
                          kForward);
        if (reweighted && m_fixture.has(m_base + "forward.probs_before_s1")) {
            m_fixture.compare("forward.probs", at::stack(before),
                              m_base + "forward.probs_before_s1", kProbabilities);
            m_fixture.compare("forward.probs", at::stack(after), m_base + "forward.probs_after_s1",
                              kProbabilities);
        }
        return {};
    }

    Fixture &m_fixture;
    const LoadedModel &m_model;
    TokenSequence m_tokens;
    std::string m_base;
    std::map<Branch, TextContext> m_texts;
    std::vector<float> m_logWeights;
};

Result<void> verifyPrompt(Fixture &fixture, const LoadedModel &model,
                          const std::filesystem::path &folder, const nlohmann::json &info)
{
    const auto density = SemanticDensity::load(folder, model.tokenizer);
    if (!density)
        return tl::unexpected(density.error());
    const auto tokens = tokenize(info["text"].get<std::string>(), model.tokenizer, *density,
                                 model.config.tokenizerLimit);
    if (!tokens)
        return tl::unexpected(tokens.error());
    const std::string base =
        info["variant"].get<std::string>() + ".p" + std::to_string(info["index"].get<int>()) + ".";
    Prompt prompt(fixture, model, *tokens, base);
    if (auto done = prompt.texts(); !done)
        return done;
    if (auto done = prompt.forwards(); !done)
        return done;
    if (auto done = prompt.run("frames_w3", 0.0, 0.0); !done)
        return done;
    if (auto done = prompt.run("frames_w3_s1", 0.0, 1.0); !done)
        return done;
    return prompt.run("frames_w3_lam05_s1", 0.5, 1.0);
}

} // namespace

Result<void> emojiWorldStages(Fixture &fixture, const std::filesystem::path &models, bool plainAten)
{
    std::string loaded;
    std::optional<LoadedModel> model;
    for (const auto &info : fixture.json()["prompts"]) {
        const std::string variant = info["variant"].get<std::string>();
        if (!fixture.has(variant + ".p" + std::to_string(info["index"].get<int>()) + ".ids"))
            continue;
        if (variant != loaded) {
            auto next = LoadedModel::load(models / variant, fixture.options(), plainAten);
            if (!next)
                return tl::unexpected(next.error());
            model = std::move(*next);
            loaded = variant;
            fixture.setBackend(crossAttentionBackend(model->transformer->device()));
        }
        if (auto done = verifyPrompt(fixture, *model, models / variant, info); !done)
            return done;
    }
    return {};
}

} // namespace dare::verify
