#pragma once

#include "core/types/Result.h"
#include "kernels/parallel.h"

#include <cstdint>
#include <vector>

namespace dare::kernels
{

/// Keys are padded to a multiple of this many lanes; padding lanes carry probability 0.
inline constexpr int kKeyLanes = 16;

[[nodiscard]] constexpr int paddedKeys(int keys)
{
    return (keys + kKeyLanes - 1) / kKeyLanes * kKeyLanes;
}

/// Text cross-attention of one sample and one block, with its readings.
///
/// z = q.k / sqrt(C) + keyBias; p = softmax(z); p' = softmax(z + logWeights);
/// o = p V, o' = p' V, out = o' (|o| / max(|o'|, 1e-6))^kappa per query and head.
/// Without logWeights the plain path is taken: out = o.
/// All pointers f32, dense; Q queries, H heads, C channels a head, K keys, Kp = paddedKeys(K).
struct CrossAttentionInput {
    int queries = 0;
    int heads = 0;
    int channels = 0;
    int keys = 0;
    const float *q = nullptr;           ///< [Q,H,C]
    const float *kTransposed = nullptr; ///< [H,C,Kp], padding lanes 0
    const float *v = nullptr;           ///< [H,Kp,C], padding rows 0
    const float *keyBias = nullptr; ///< [K] ln of how many equal keys one stands for; null: zeros
    const float *logWeights = nullptr; ///< [K] ln w, minus infinity removes; null: plain
    float kappa = 0.0F;
};

/// Which maps to keep: each key belongs to at most one row of the map.
struct MapSelection {
    int rows = 0;              ///< R; 0 keeps no maps
    std::vector<int> rowOfKey; ///< [K], -1 for none
    std::vector<int> heads;    ///< empty: the mean over heads; else these, one map each
};

/// What the operator writes. Null pointers are skipped; `out` is required. Capture never changes
/// the arithmetic of `out`.
struct CrossAttentionOutput {
    float *out = nullptr;        ///< [Q,H,C]
    float *mapBefore = nullptr;  ///< [1 or heads, R, Q]
    float *mapAfter = nullptr;   ///< as mapBefore; written only where logWeights is given
    float *massBefore = nullptr; ///< [K] mean of p over heads and queries
    float *massAfter = nullptr;  ///< [K] mean of p'
    float *cosByKey = nullptr;   ///< [K] mean of p' cos(o, o')
    float *readings = nullptr;   ///< [3] means of |o|, |o'|, cos(o, o')
};

/// @return InvalidArgument where shapes disagree or every weight is 0
/// @thread any; splits queries over `parallel`, in pieces that do not depend on the thread count,
///         so the result does not either
/// @source wan.md equations; the reweighting is our reading of the abstract of arXiv 2604.07026
[[nodiscard]] Result<void> crossAttentionMaps(const CrossAttentionInput &input,
                                              const MapSelection &selection,
                                              const CrossAttentionOutput &output,
                                              const ParallelFor &parallel);

} // namespace dare::kernels
