#pragma once

#include "core/models/SelfAttention.h"
#include "core/types/Recipe.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace dare
{

class Weights;

enum class Activation { None, GeluTanh };

/// Who multiplies: the fastest there is on the device, or plain ATen for comparison.
enum class LinearBackend { Fastest, Aten };

/// How products are taken.
struct ProductOptions {
    at::ScalarType dtype; ///< kFloat or kBFloat16; inputs are cast to it
    LinearBackend backend = LinearBackend::Fastest;
    SelfAttentionBackend attention = SelfAttentionBackend::Aten; ///< of transformer blocks
    bool asDiffusers = false; ///< residual stream and time projection are rounded to `dtype` too
};

/// The products of a precision that is resolved.
[[nodiscard]] ProductOptions productsIn(Precision precision);

/// y = act(x W^T + b). On the CPU the weight is packed once for oneDNN, which also applies the
/// activation; elsewhere ATen.
class Linear
{
public:
    Linear() = default;
    /// @param weight [N,K]; @param bias [N] or undefined; both are cast to the product's dtype
    Linear(const at::Tensor &weight, const at::Tensor &bias, ProductOptions options);

    /// @param x [M,K]; @return [M,N] in the product's dtype
    [[nodiscard]] at::Tensor operator()(const at::Tensor &x,
                                        Activation activation = Activation::None) const;
    /// The same into rows that exist. Not for packed weights. @param y [M,N] in the product's dtype
    void write(const at::Tensor &x, at::Tensor &y) const;
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

private:
    at::ScalarType m_dtype = at::kFloat;
    at::Tensor m_weight; ///< packed on the CPU
    at::Tensor m_bias;
    bool m_packed = false;
};

/// Reads NAME.weight [out,in] and NAME.bias [out]; errors stay in `weights`.
[[nodiscard]] Linear readLinear(Weights &weights, const std::string &name, std::int64_t out,
                                std::int64_t in, ProductOptions options);

} // namespace dare
