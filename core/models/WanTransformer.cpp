#include "core/models/WanTransformer.h"

#include "core/models/Elementwise.h"
#ifdef DARE_HAS_CUDA
#include "core/models/ForwardGraphs.h"
#endif

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cmath>

namespace dare
{
Result<WanTransformer> WanTransformer::load(const std::filesystem::path &folder,
                                            const TransformerConfig &config, at::Device device,
                                            ProductOptions options, BlockPlacement placement,
                                            const LoadProgress &progress)
{
    const auto files = SafeTensorsFolder::open(folder, "diffusion_pytorch_model");
    if (!files)
        return tl::unexpected(files.error());
    options.attention = chooseSelfAttention(device, options.dtype, config.headDim);
    const bool streamed = placement == BlockPlacement::Streamed;
    Weights weights(*files, folder.string(), device, streamed ? LoadProgress() : progress);
    WanTransformer out;
    out.m_config = config;
    out.m_device = device;
    out.m_dtype = options.dtype;
    out.m_attention = options.attention;
#ifdef DARE_HAS_CUDA
    if (device.is_cuda())
        out.m_graphs = std::make_shared<ForwardGraphs>();
#endif
    const std::int64_t width = config.width();
    const std::int64_t patch =
        static_cast<std::int64_t>(config.patch[0]) * config.patch[1] * config.patch[2];
    const at::Tensor patchWeight =
        weights.get("patch_embedding.weight",
                    {width, config.inChannels, config.patch[0], config.patch[1], config.patch[2]});
    const at::Tensor patchBias = weights.get("patch_embedding.bias", {width});
    if (patchWeight.defined() && patchBias.defined())
        out.m_patch = Linear(patchWeight.flatten(1), patchBias, options);
    // The time embedder stays f32, as diffusers keeps it.
    const std::string embedder = "condition_embedder.";
    out.m_time1 = readLinear(weights, embedder + "time_embedder.linear_1", width, config.freqDim,
                             ProductOptions{at::kFloat, options.backend});
    out.m_time2 = readLinear(weights, embedder + "time_embedder.linear_2", width, width,
                             {at::kFloat, options.backend});
    out.m_stream = options.asDiffusers ? options.dtype : at::kFloat;
    out.m_timeProjection = readLinear(weights, embedder + "time_proj", 6 * width, width,
                                      {out.m_stream, options.backend});
    out.m_text1 =
        readLinear(weights, embedder + "text_embedder.linear_1", width, config.textDim, options);
    out.m_text2 = readLinear(weights, embedder + "text_embedder.linear_2", width, width, options);
    if (!streamed)
        out.m_blocks = TransformerBlocks(weights, config, options);
    out.m_outTable = weights.get("scale_shift_table", {1, 2, width});
    out.m_out = readLinear(weights, "proj_out", config.outChannels * patch, width, options);
    if (auto checked = weights.result(); !checked)
        return tl::unexpected(checked.error());
    out.m_outTable = out.m_outTable.squeeze(0);
    if (streamed) {
        auto blocks =
            TransformerBlocks::streamed(*files, folder.string(), config, device, options, progress);
        if (!blocks)
            return tl::unexpected(blocks.error());
        out.m_blocks = std::move(*blocks);
    }
    return out;
}

TextContext WanTransformer::prepareText(const at::Tensor &rows, int realTokens, int tokens,
                                        bool fold) const
{
    const c10::InferenceMode inference;
    const int pads = tokens - realTokens;
    const int keys = fold ? realTokens + (pads > 0 ? 1 : 0) : tokens;
    at::Tensor text = at::zeros({keys, rows.size(1)}, rows.options().device(m_device));
    const std::int64_t given = std::min<std::int64_t>(rows.size(0), keys);
    text.narrow(0, 0, given).copy_(rows.narrow(0, 0, given));
    if (fold && pads > 0)
        text[keys - 1].zero_();
    TextContext out;
    out.realTokens = realTokens;
    out.tokens = tokens;
    out.embedded = m_text2(m_text1(text, Activation::GeluTanh)).to(at::kFloat);
    for (std::size_t i = 0; i < m_blocks.size(); ++i)
        out.blocks.push_back(m_blocks[i].textKeys(out.embedded, realTokens, tokens, fold));
    return out;
}

std::array<int, 3> WanTransformer::grid(const at::Tensor &x) const
{
    return {static_cast<int>(x.size(1)) / m_config.patch[0],
            static_cast<int>(x.size(2)) / m_config.patch[1],
            static_cast<int>(x.size(3)) / m_config.patch[2]};
}

at::Tensor WanTransformer::patchify(const at::Tensor &x) const
{
    const auto [f, y, w] = grid(x);
    const auto &p = m_config.patch;
    return x.view({x.size(0), f, p[0], y, p[1], w, p[2]})
        .permute({1, 3, 5, 0, 2, 4, 6})
        .reshape({static_cast<std::int64_t>(f) * y * w, -1});
}

at::Tensor WanTransformer::unpatchify(const at::Tensor &tokens, std::array<int, 3> grid) const
{
    const auto &p = m_config.patch;
    return tokens.view({grid[0], grid[1], grid[2], p[0], p[1], p[2], m_config.outChannels})
        .permute({6, 0, 3, 1, 4, 2, 5})
        .reshape({m_config.outChannels, static_cast<std::int64_t>(grid[0]) * p[0],
                  static_cast<std::int64_t>(grid[1]) * p[1],
                  static_cast<std::int64_t>(grid[2]) * p[2]});
}

at::Tensor WanTransformer::timeEmbedding(std::int64_t timestep) const
{
    const std::int64_t half = m_config.freqDim / 2;
    const at::Tensor exponent = at::arange(half, at::kFloat) *
                                static_cast<float>(-std::log(10000.0)) / static_cast<float>(half);
    const at::Tensor angle = static_cast<float>(timestep) * at::exp(exponent);
    at::Tensor wave = at::cat({at::cos(angle), at::sin(angle)});
    if (m_config.freqDim % 2 != 0)
        wave = at::cat({wave, at::zeros({1})});
    return m_time2(at::silu(m_time1(wave.unsqueeze(0).to(m_device)))).squeeze(0);
}

Result<RotaryTables> WanTransformer::rotary(std::array<int, 3> grid) const
{
    if (grid != m_rotaryGrid) {
        auto tables = rotaryTables(m_config.headDim, grid, m_config.ropeMaxLength, m_device);
        if (!tables)
            return tables;
        m_rotary = *tables;
        m_rotaryGrid = grid;
    }
    return m_rotary;
}

Result<at::Tensor> WanTransformer::forward(const Request &request) const
{
    const c10::InferenceMode inference;
    Pass pass;
    pass.x = request.x;
    for (int axis = 0; axis < 3; ++axis) {
        if (pass.x.size(axis + 1) % m_config.patch[static_cast<std::size_t>(axis)] != 0)
            return failure(ErrorCode::InvalidArgument, "is no multiple of the model's patch",
                           "size");
    }
    auto tables = rotary(grid(pass.x));
    if (!tables)
        return tl::unexpected(tables.error());
    pass.rotary = *tables;
    const at::Tensor time = timeEmbedding(request.timestep).to(m_stream);
    pass.time = time.to(at::kFloat);
    pass.modulation =
        m_timeProjection(at::silu(time).unsqueeze(0)).view({6, m_config.width()}).to(at::kFloat);
    pass.text = request.text;
    pass.trace = request.trace;
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        const bool weighted =
            request.reweight != nullptr && !request.reweight->logWeights[i].empty();
        pass.reweights.push_back(
            weighted ? BlockReweight{request.reweight->logWeights[i], request.reweight->kappa, {}}
                     : BlockReweight{});
        pass.maps.push_back(request.maps ? request.maps(static_cast<int>(i)) : MapRequest{});
    }
#ifdef DARE_HAS_CUDA
    if (m_device.is_cuda())
        return runOnCard(pass, request.observer);
#endif
    return run(pass, request.observer);
}

Result<at::Tensor> WanTransformer::run(const Pass &pass, const BlockObserver &observer) const
{
    const std::array<int, 3> cells = grid(pass.x);
    ResidualStream stream{m_patch(patchify(pass.x)).to(m_stream), {}, {}};
    if (pass.trace != nullptr)
        *pass.trace = {stream.x.clone(),   pass.time,        pass.modulation,
                       pass.rotary.cosine, pass.rotary.sine, {}};
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        auto reading = m_blocks[i].forward(stream, pass.modulation, pass.rotary,
                                           pass.text->blocks[i], pass.reweights[i], pass.maps[i]);
        if (!reading)
            return tl::unexpected(reading.error());
        reading->block = static_cast<int>(i);
        if (observer)
            observer(std::move(*reading));
        if (pass.trace != nullptr)
            pass.trace->blocks.push_back(stream.settled().clone());
    }
    const at::Tensor table = m_outTable + pass.time;
    const at::Tensor tokens = m_out(
        stream.normed(table[1].contiguous(), table[0].contiguous(), 1.0, m_config.eps, m_dtype));
    return unpatchify(tokens.to(at::kFloat), cells);
}

} // namespace dare
