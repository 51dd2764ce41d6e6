#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/VaeConvolution.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <string>
#include <vector>

namespace dare
{

/// What the causal layers of one pass over a clip remember of the frames before: the last two
/// input frames of every convolution in time. Lives as long as the clip, or the tile.
class VaeHistory
{
public:
    /// What one layer keeps.
    struct Slot {
        at::Tensor frames; ///< undefined before the first chunk
        bool started = false;
    };
    /// Begins the next chunk: layers ask for their slots in the same order again.
    void rewind() { m_next = 0; }
    [[nodiscard]] Slot &next()
    {
        if (m_next == m_slots.size())
            m_slots.emplace_back();
        return m_slots[m_next++];
    }

private:
    std::vector<Slot> m_slots;
    std::size_t m_next = 0;
};

/// A convolution in time and space that sees no frame of the future.
/// @source diffusers' WanCausalConv3d
class CausalConv3d
{
public:
    CausalConv3d() = default;
    /// @param kernel frames, rows, columns (odd); padded so that the size stays
    CausalConv3d(const VaeSource &source, const std::string &name, int in, int out,
                 std::array<int, 3> kernel);
    /// @param x [1,C,F,Y,X] a chunk; frames before it come from the history
    [[nodiscard]] Convolved operator()(const at::Tensor &x, VaeHistory &history) const;
    /// The same of SiLU of the norm of a chunk, which makes room before the product.
    [[nodiscard]] Convolved operator()(const ChannelNorm &norm, Convolved x,
                                       VaeHistory &history) const;
    /// For kernels of one frame, which need no history.
    [[nodiscard]] Convolved operator()(const at::Tensor &x) const;
    /// On frames that the caller has put in front itself. @param stride in time
    [[nodiscard]] Convolved overFrames(const at::Tensor &x, int stride) const;

private:
    Convolution m_convolution;
    std::array<int, 3> m_kernel{1, 1, 1};
};

/// norm, SiLU, convolution, twice, around a skip. @source diffusers' WanResidualBlock
class VaeResidual
{
public:
    VaeResidual(const VaeSource &source, const std::string &name, int in, int out);
    [[nodiscard]] at::Tensor operator()(const at::Tensor &x, VaeHistory &history) const;

private:
    ChannelNorm m_norm1, m_norm2;
    CausalConv3d m_conv1, m_conv2, m_shortcut;
    bool m_hasShortcut = false;
};

/// Single-head attention within each frame. @source diffusers' WanAttentionBlock
class VaeAttention
{
public:
    VaeAttention() = default;
    VaeAttention(const VaeSource &source, const std::string &name, int channels);
    [[nodiscard]] at::Tensor operator()(const at::Tensor &x) const;

private:
    ChannelNorm m_norm;
    Convolution m_qkv, m_proj;
};

/// Residual, attention, residual.
class VaeMiddle
{
public:
    VaeMiddle() = default;
    VaeMiddle(const VaeSource &source, const std::string &name, int channels);
    [[nodiscard]] at::Tensor operator()(const at::Tensor &x, VaeHistory &history) const;

private:
    std::vector<VaeResidual> m_residuals;
    VaeAttention m_attention;
};

/// Doubles or halves rows and columns, and frames where `time` says so. The first chunk keeps its
/// one frame; the second starts with an empty history in time.
/// @source diffusers' WanResample
class VaeResample
{
public:
    enum class Direction { Up, Down };
    VaeResample(const VaeSource &source, const std::string &name, int channels, Direction direction,
                bool time);
    [[nodiscard]] at::Tensor operator()(const at::Tensor &x, VaeHistory &history) const;

private:
    [[nodiscard]] at::Tensor doubleFrames(const at::Tensor &x, VaeHistory &history) const;
    [[nodiscard]] at::Tensor halveFrames(const at::Tensor &x, VaeHistory &history) const;
    [[nodiscard]] at::Tensor space(const at::Tensor &x) const;

    Direction m_direction;
    bool m_time;
    Convolution m_convolution;
    CausalConv3d m_timeConv;
};

} // namespace dare
