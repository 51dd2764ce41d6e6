#include "tests/models/CardCases.h"

#include "core/models/Device.h"
#include "core/models/ModelConfig.h"
#include "core/models/WanTransformer.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace card_cases
{
namespace
{

constexpr int kTokens = 24;
constexpr int kReal = 9;

void append(std::vector<float> &to, const at::Tensor &tensor)
{
    if (!tensor.defined())
        return;
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    to.insert(to.end(), host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel());
}

at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed)
{
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(seed);
    return at::randn(shape, random, at::kFloat);
}

} // namespace

struct Model::Parts {
    dare::WanTransformer transformer;
    dare::TextContext text;
};

std::string reasonToSkip()
{
    const auto device = dare::resolveDevice("cuda");
    return device ? std::string() : device.error().text();
}

dare::Result<Model> Model::load(const std::filesystem::path &model, const std::string &device,
                                bool bf16)
{
    const auto config = dare::readModelConfig(model);
    if (!config)
        return tl::unexpected(config.error());
    auto loaded =
        dare::WanTransformer::load(model / "transformer", config->transformer, at::Device(device),
                                   {bf16 ? at::kBFloat16 : at::kFloat});
    if (!loaded)
        return tl::unexpected(loaded.error());
    const at::Tensor rows = normal({kReal, loaded->config().textDim}, 7);
    dare::TextContext text = loaded->prepareText(rows, kReal, kTokens);
    Model out;
    out.m_parts = std::make_shared<const Parts>(Parts{std::move(*loaded), std::move(text)});
    return out;
}

dare::Result<Answer> Model::forward(const Request &wanted) const
{
    const dare::WanTransformer &transformer = m_parts->transformer;
    dare::WanTransformer::Request request;
    request.x = normal({3, 16, 96, 96}, wanted.seed).to(transformer.device());
    request.timestep = 600;
    request.text = &m_parts->text;
    dare::ForwardReweight reweight;
    if (wanted.strength != 0.0F) {
        const at::Tensor weights = wanted.strength * normal({kTokens}, 5);
        std::vector<float> row;
        append(row, weights);
        reweight.logWeights.assign(static_cast<std::size_t>(transformer.config().layers), row);
        reweight.kappa = wanted.kappa;
        request.reweight = &reweight;
    }
    if (wanted.maps) {
        request.maps = [](int) {
            dare::MapRequest maps;
            for (int token = 0; token < kReal; token += 2)
                maps.rows.push_back({"word", {token, token + 1}, -1});
            return maps;
        };
    }
    dare::ForwardTrace trace;
    if (wanted.direct)
        request.trace = &trace;
    Answer answer;
    request.observer = [&answer](dare::AttentionReading &&reading) {
        answer.massBefore.insert(answer.massBefore.end(), reading.massBefore.begin(),
                                 reading.massBefore.end());
        answer.massAfter.insert(answer.massAfter.end(), reading.massAfter.begin(),
                                reading.massAfter.end());
        append(answer.mapBefore, reading.mapBefore);
        append(answer.mapAfter, reading.mapAfter);
    };
    const auto out = transformer.forward(request);
    if (!out)
        return tl::unexpected(out.error());
    append(answer.out, *out);
    return answer;
}

} // namespace card_cases
