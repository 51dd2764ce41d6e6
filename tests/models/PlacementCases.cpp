#include "tests/models/PlacementCases.h"

#include "core/models/ModelConfig.h"
#include "core/models/UmT5Encoder.h"
#include "core/models/WanTransformer.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace placement_cases
{
namespace
{

void append(std::vector<float> &to, const at::Tensor &tensor)
{
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    to.insert(to.end(), host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel());
}

dare::Result<dare::WanTransformer> transformer(const std::filesystem::path &model, bool streamed,
                                               bool bf16, const std::string &device,
                                               const dare::LoadProgress &progress)
{
    const auto config = dare::readModelConfig(model);
    if (!config)
        return tl::unexpected(config.error());
    return dare::WanTransformer::load(
        model / "transformer", config->transformer, at::Device(device),
        {bf16 ? at::kBFloat16 : at::kFloat, dare::LinearBackend::Fastest},
        streamed ? dare::BlockPlacement::Streamed : dare::BlockPlacement::Resident, progress);
}

} // namespace

dare::Result<std::vector<float>> forwards(const std::filesystem::path &model, bool streamed,
                                          bool bf16, const std::string &device)
{
    const auto loaded = transformer(model, streamed, bf16, device, {});
    if (!loaded)
        return tl::unexpected(loaded.error());
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{3});
    const at::Tensor rows =
        at::randn({5, loaded->config().textDim}, random, at::kFloat).to(at::Device(device));
    const dare::TextContext text = loaded->prepareText(rows, 5, 9);
    std::vector<float> out;
    for (const std::int64_t timestep : {700, 30}) {
        dare::WanTransformer::Request request;
        request.x = at::randn({loaded->config().inChannels, 2, 4, 6}, random, at::kFloat)
                        .to(at::Device(device));
        request.timestep = timestep;
        request.text = &text;
        const auto output = loaded->forward(request);
        if (!output)
            return tl::unexpected(output.error());
        append(out, *output);
    }
    return out;
}

dare::Result<std::vector<float>> texts(const std::filesystem::path &model, Texts placement,
                                       bool bf16, const std::vector<std::vector<std::int64_t>> &ids,
                                       const std::string &device)
{
    const auto config = dare::readModelConfig(model);
    if (!config)
        return tl::unexpected(config.error());
    dare::TextEncoderOptions options;
    options.placement = static_cast<dare::TextPlacement>(placement);
    options.products = bf16 ? at::kBFloat16 : at::kFloat;
    const auto encoder =
        dare::UmT5Encoder::load(model / "text_encoder", config->text, at::Device(device), options);
    if (!encoder)
        return tl::unexpected(encoder.error());
    std::vector<float> both[2];
    for (std::vector<float> &out : both) {
        const auto rows = encoder->encodeAll(ids);
        if (!rows)
            return tl::unexpected(rows.error());
        for (const at::Tensor &each : *rows)
            append(out, each);
    }
    if (both[0] != both[1])
        return dare::failure(dare::ErrorCode::Internal, "the second time differs", "texts");
    return both[0];
}

Loading load(const std::filesystem::path &model, bool streamed, std::size_t calls)
{
    Loading out;
    const auto loaded =
        transformer(model, streamed, false, "cpu", [&](std::uint64_t done, std::uint64_t total) {
            out.done.push_back(done);
            out.total = total;
            return out.done.size() < calls;
        });
    if (!loaded)
        out.result = tl::unexpected(loaded.error());
    return out;
}

} // namespace placement_cases
