#include "core/models/SelfAttention.h"

#include <ATen/ATen.h>

namespace dare
{

at::Tensor selfAttention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v)
{
    const at::Tensor o =
        at::scaled_dot_product_attention(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0));
    return o.squeeze(0).transpose(0, 1).reshape({q.size(1), -1});
}

} // namespace dare
