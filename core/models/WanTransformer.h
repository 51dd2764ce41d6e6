#pragma once

#include "core/attention/CrossAttention.h"
#include "core/models/ModelConfig.h"
#include "core/models/TransformerBlocks.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace dare
{

/// A text ready for the transformer: keys and values of every block, made once a run.
struct TextContext {
    at::Tensor embedded;          ///< [K,D] f32 after the text embedder
    std::vector<TextKeys> blocks; ///< one per block
    int realTokens = 0;           ///< n
    int tokens = 0;               ///< T
};

/// How the blocks reweight one forward: ln w for every block and token.
struct ForwardReweight {
    std::vector<std::vector<float>> logWeights; ///< [L][T]; an empty row takes the plain path
    float kappa = 0.0F;
};

/// Sees every block's reading as soon as it is there.
using BlockObserver = std::function<void(AttentionReading &&)>;

/// What a forward passes on its way, for comparison with a reference. Filled where it is asked for.
struct ForwardTrace {
    at::Tensor tokens;              ///< [Q,D] after the patch embedding
    at::Tensor time;                ///< [D]
    at::Tensor timeProjection;      ///< [6,D]
    at::Tensor cosine, sine;        ///< [Q,headDim/2]
    std::vector<at::Tensor> blocks; ///< [Q,D] residual stream after each block
};

class ForwardGraphs;

/// Wan 2.1's text-to-video transformer, one sample at a time.
/// @source wan.md, DiT; diffusers' WanTransformer3DModel
class WanTransformer
{
public:
    /// @param options what the large products are taken in
    /// @param placement where the blocks' weights stay; the output has the same bits in both
    [[nodiscard]] static Result<WanTransformer>
    load(const std::filesystem::path &folder, const TransformerConfig &config, at::Device device,
         ProductOptions options, BlockPlacement placement = BlockPlacement::Resident,
         const LoadProgress &progress = {});

    /// @param rows [n or T, textDim] f32: the encoder's output of the real tokens; further rows up
    ///        to T count as zeros
    /// @param fold let one key stand for all pads (exact)
    [[nodiscard]] TextContext prepareText(const at::Tensor &rows, int realTokens, int tokens,
                                          bool fold = true) const;

    struct Request {
        at::Tensor x; ///< [C,F,Y,X] f32
        std::int64_t timestep = 0;
        const TextContext *text = nullptr;
        const ForwardReweight *reweight = nullptr; ///< null: plain
        /// Maps to keep, by block; null or an empty request: none.
        std::function<MapRequest(int block)> maps;
        BlockObserver observer;
        ForwardTrace *trace = nullptr;
    };
    /// @return [C,F,Y,X] f32: velocity, or x0, as the scheduler's prediction type says
    /// @error InvalidArgument for sizes that are no multiple of the patch
    [[nodiscard]] Result<at::Tensor> forward(const Request &request) const;

    [[nodiscard]] const TransformerConfig &config() const { return m_config; }
    [[nodiscard]] at::Device device() const { return m_device; }
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }
    /// Of the residual stream; f32 unless it is to round as diffusers does.
    [[nodiscard]] at::ScalarType streamDtype() const { return m_stream; }
    [[nodiscard]] SelfAttentionBackend selfAttention() const { return m_attention; }
    /// Query grid of a latent: frames, rows, columns.
    [[nodiscard]] std::array<int, 3> grid(const at::Tensor &x) const;

private:
    /// What the blocks need to know of one forward.
    struct Pass {
        at::Tensor x;          ///< [C,F,Y,X] f32
        at::Tensor time;       ///< [D]
        at::Tensor modulation; ///< [6,D]
        RotaryTables rotary;
        const TextContext *text = nullptr;
        std::vector<BlockReweight> reweights; ///< one a block
        std::vector<MapRequest> maps;         ///< one a block
        ForwardTrace *trace = nullptr;
    };
    friend class ForwardGraphs;
    [[nodiscard]] Result<at::Tensor> run(const Pass &pass, const BlockObserver &observer) const;
    [[nodiscard]] Result<at::Tensor> runOnCard(Pass &pass, const BlockObserver &observer) const;
    [[nodiscard]] at::Tensor patchify(const at::Tensor &x) const;
    [[nodiscard]] at::Tensor unpatchify(const at::Tensor &tokens, std::array<int, 3> grid) const;
    [[nodiscard]] at::Tensor timeEmbedding(std::int64_t timestep) const;
    [[nodiscard]] Result<RotaryTables> rotary(std::array<int, 3> grid) const;

    TransformerConfig m_config;
    at::Device m_device = at::kCPU;
    at::ScalarType m_dtype = at::kFloat;
    at::ScalarType m_stream = at::kFloat;
    SelfAttentionBackend m_attention = SelfAttentionBackend::Aten;
    Linear m_patch, m_time1, m_time2, m_timeProjection, m_text1, m_text2, m_out;
    at::Tensor m_outTable; ///< [2,D]
    TransformerBlocks m_blocks;
    mutable std::array<int, 3> m_rotaryGrid{};
    mutable RotaryTables m_rotary;
    std::shared_ptr<ForwardGraphs> m_graphs; ///< on a card
};

} // namespace dare
