#pragma once

#include "kernels/cross_attention_maps/op.h"

namespace dare::kernels
{

/// Queries per piece of work: fixed, so that partial sums do not depend on the thread count.
inline constexpr int kQueryTile = 64;

/// Sums over one tile: [K] before, [K] after, [K] p' cos, then |o|, |o'|, cos.
[[nodiscard]] constexpr std::size_t partialSize(int keys)
{
    return static_cast<std::size_t>(keys) * 3 + 3;
}

/// The queries [begin, end) of the operator. @param partial partialSize(K) sums, zeroed by the
/// caller
void crossAttentionTile(const CrossAttentionInput &input, const MapSelection &selection,
                        const CrossAttentionOutput &output, int begin, int end, float *partial);

} // namespace dare::kernels
