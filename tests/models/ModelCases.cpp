#include "tests/models/ModelCases.h"

#include "core/models/Linear.h"
#include "core/models/ModelConfig.h"
#include "core/models/PixelCodec.h"
#include "core/models/RotaryEmbedding.h"
#include "core/models/UmT5Encoder.h"
#include "core/models/WanTransformer.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace model_cases
{
namespace
{

std::vector<float> values(const at::Tensor &tensor)
{
    const at::Tensor host = tensor.to(at::kFloat).contiguous();
    return {host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel()};
}

dare::Result<dare::WanTransformer> transformer(const std::filesystem::path &model,
                                               Products products)
{
    const auto config = dare::readModelConfig(model);
    if (!config)
        return tl::unexpected(config.error());
    return dare::WanTransformer::load(model / "transformer", config->transformer, at::kCPU,
                                      {at::kFloat, products == Products::Aten
                                                       ? dare::LinearBackend::Aten
                                                       : dare::LinearBackend::Fastest});
}

dare::Result<dare::UmT5Encoder> textEncoder(const std::filesystem::path &model)
{
    const auto config = dare::readModelConfig(model);
    if (!config)
        return tl::unexpected(config.error());
    return dare::UmT5Encoder::load(model / "text_encoder", config->text, at::kCPU);
}

} // namespace

dare::Result<void> loadTransformer(const std::filesystem::path &model)
{
    const auto loaded = transformer(model, Products::Fastest);
    return loaded ? dare::Result<void>() : tl::unexpected(loaded.error());
}

dare::Result<void> loadTextEncoder(const std::filesystem::path &model)
{
    const auto loaded = textEncoder(model);
    return loaded ? dare::Result<void>() : tl::unexpected(loaded.error());
}

dare::Result<std::vector<float>> encode(const std::filesystem::path &model,
                                        const std::vector<std::int64_t> &ids)
{
    const auto encoder = textEncoder(model);
    if (!encoder)
        return tl::unexpected(encoder.error());
    const auto rows = encoder->encode(ids);
    if (!rows)
        return tl::unexpected(rows.error());
    return values(*rows);
}

dare::Result<std::vector<float>> forward(const std::filesystem::path &model,
                                         std::array<std::int64_t, 4> shape, Products products)
{
    const auto loaded = transformer(model, products);
    if (!loaded)
        return tl::unexpected(loaded.error());
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{3});
    const at::Tensor rows = at::randn({5, loaded->config().textDim}, random, at::kFloat);
    const dare::TextContext text = loaded->prepareText(rows, 5, 9);
    dare::WanTransformer::Request request;
    request.x = at::randn(shape, random, at::kFloat);
    request.timestep = 700;
    request.text = &text;
    const auto output = loaded->forward(request);
    if (!output)
        return tl::unexpected(output.error());
    return values(*output);
}

dare::Clip decode(const std::vector<float> &latents, std::array<std::int64_t, 3> size)
{
    const at::Tensor x = at::tensor(latents, at::kFloat).view({3, size[0], size[1], size[2]});
    return dare::decodePixels(x, 8.0);
}

dare::Result<Rotation> rotation(int headDim, std::array<int, 3> grid, int maxLength)
{
    const auto tables = dare::rotaryTables(headDim, grid, maxLength, at::kCPU);
    if (!tables)
        return tl::unexpected(tables.error());
    return Rotation{tables->cosine.size(0), values(tables->cosine), values(tables->sine)};
}

double linearBackendsApart(int rows, int in, int out, bool gelu)
{
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{4});
    const at::Tensor weight = at::randn({out, in}, random, at::kFloat);
    const at::Tensor bias = at::randn({out}, random, at::kFloat);
    const at::Tensor x = at::randn({rows, in}, random, at::kFloat);
    const auto activation = gelu ? dare::Activation::GeluTanh : dare::Activation::None;
    const dare::Linear fastest(weight, bias, {at::kFloat, dare::LinearBackend::Fastest});
    const dare::Linear plain(weight, bias, {at::kFloat, dare::LinearBackend::Aten});
    return (fastest(x, activation) - plain(x, activation)).abs().max().item<double>();
}

} // namespace model_cases
