#include "core/models/Linear.h"

#include "core/models/Weights.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <optional>

namespace dare
{
namespace
{

using PackSignature = at::Tensor(const at::Tensor &, std::optional<c10::SymInt>);
using LinearSignature = at::Tensor(const at::Tensor &, const at::Tensor &,
                                   const std::optional<at::Tensor> &, c10::string_view,
                                   c10::List<std::optional<at::Scalar>>,
                                   std::optional<c10::string_view>);

const auto &packOperator()
{
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("mkldnn::_reorder_linear_weight", "")
                               .typed<PackSignature>();
    return op;
}

const auto &linearOperator()
{
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("mkldnn::_linear_pointwise", "")
                               .typed<LinearSignature>();
    return op;
}

/// Rows the packed layout is tuned for; other counts work too.
constexpr std::int64_t kExpectedRows = 1024;

} // namespace

ProductOptions productsIn(Precision precision)
{
    ProductOptions out{isBf16(precision) ? at::kBFloat16 : at::kFloat};
    out.asDiffusers = precision == Precision::Bf16Diffusers;
    return out;
}

Linear::Linear(const at::Tensor &weight, const at::Tensor &bias, ProductOptions options)
    : m_dtype(options.dtype),
      m_weight(weight.to(options.dtype).contiguous()),
      m_bias(bias.defined() ? bias.to(options.dtype).contiguous() : at::Tensor()),
      m_packed(options.backend == LinearBackend::Fastest && weight.is_cpu() &&
               at::globalContext().hasMKLDNN())
{
    if (m_packed)
        m_weight = packOperator().call(m_weight, c10::SymInt(kExpectedRows));
}

at::Tensor Linear::operator()(const at::Tensor &x, Activation activation) const
{
    const at::Tensor input = x.to(m_dtype);
    const bool gelu = activation == Activation::GeluTanh;
    if (m_packed) {
        const std::optional<at::Tensor> bias =
            m_bias.defined() ? std::optional<at::Tensor>(m_bias) : std::nullopt;
        return linearOperator().call(input, m_weight, bias, gelu ? "gelu" : "none",
                                     c10::List<std::optional<at::Scalar>>(),
                                     gelu ? std::optional<c10::string_view>("tanh") : std::nullopt);
    }
    // On a card the product applies the activation itself.
    if (gelu && input.is_cuda() && m_bias.defined() && m_dtype == at::kBFloat16)
        return at::_addmm_activation(m_bias, input, m_weight.t(), 1, 1, true);
    const at::Tensor y = at::linear(input, m_weight, m_bias);
    return gelu ? at::gelu(y, "tanh") : y;
}

void Linear::write(const at::Tensor &x, at::Tensor &y) const
{
    if (m_bias.defined())
        at::addmm_out(y, m_bias, x.to(m_dtype), m_weight.t());
    else
        at::mm_out(y, x.to(m_dtype), m_weight.t());
}

Linear readLinear(Weights &weights, const std::string &name, std::int64_t out, std::int64_t in,
                  ProductOptions options)
{
    const at::Tensor weight = weights.get(name + ".weight", {out, in}, options.dtype);
    const at::Tensor bias = weights.get(name + ".bias", {out}, options.dtype);
    return weight.defined() && bias.defined() ? Linear(weight, bias, options) : Linear();
}

} // namespace dare
