#pragma once

#include "core/models/Weights.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace dare
{

/// Reads a VAE's tensors.
struct VaeSource {
    Weights &weights;
    at::ScalarType dtype = at::kFloat; ///< of activations and products; norms and sums are f32
    /// Channels lie together in memory and biases are left to what reads a product next: a card's
    /// quick way. Otherwise the layout is diffusers'.
    bool channelsLast = false;

    [[nodiscard]] at::Tensor get(const std::string &name, std::vector<std::int64_t> shape) const;
};

/// What a convolution gives.
struct Convolved {
    at::Tensor x;
    at::Tensor bias; ///< [C] f32; undefined where it has been added
};
/// x + bias. May reuse x.
[[nodiscard]] at::Tensor settled(Convolved from);
/// Both, with their biases. May reuse a.x.
[[nodiscard]] at::Tensor sum(Convolved a, const Convolved &b);

/// Weight and bias of a convolution of rows and columns, and of frames where it has three sizes.
class Convolution
{
public:
    Convolution() = default;
    /// @param kernel two or three sizes
    Convolution(const VaeSource &source, const std::string &name, int in, int out,
                const std::vector<std::int64_t> &kernel);
    /// @param x [B,in,...] with as many axes as the kernel has
    [[nodiscard]] Convolved operator()(const at::Tensor &x, std::vector<std::int64_t> stride,
                                       std::vector<std::int64_t> padding) const;

private:
    at::Tensor m_weight, m_bias;
    bool m_leavesBias = false;
};

/// x / |x| over channels, times sqrt(C) gamma. The quotient is taken in f32.
/// @source diffusers' WanRMS_norm
class ChannelNorm
{
public:
    ChannelNorm() = default;
    /// @param images gamma is [C,1,1] instead of [C,1,1,1]
    ChannelNorm(const VaeSource &source, const std::string &name, int channels, bool images);
    /// @param x [B,C,...]; @return the same shape and dtype
    [[nodiscard]] at::Tensor operator()(const at::Tensor &x) const;
    /// SiLU of the norm. @param out takes it; of x's shape, may be a part of a tensor
    void silu(const Convolved &from, at::Tensor &out) const;

private:
    at::Tensor m_gamma; ///< [C,1,...] f32
};

} // namespace dare
