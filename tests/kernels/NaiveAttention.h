#pragma once

#include "kernels/cross_attention_maps/op.h"

#include <vector>

/// Queries, keys and values with the operator's layouts, and everything it can answer.
struct AttentionCase {
    AttentionCase(int queries, int heads, int channels, int keys, unsigned seed = 1);

    int queries, heads, channels, keys;
    std::vector<float> q;          ///< [Q,H,C]
    std::vector<float> k;          ///< [K,H,C]
    std::vector<float> v;          ///< [K,H,C]
    std::vector<float> bias;       ///< [K] or empty
    std::vector<float> logWeights; ///< [K] or empty
    float kappa = 0.0F;
    bool capture = true;
    std::vector<int> mapHeads; ///< empty: mean
    std::vector<int> rowOfKey; ///< each key its own row at first
};

/// The last key and its value `pads` times, all in its row: what one folded pad stands for.
[[nodiscard]] AttentionCase withPads(const AttentionCase &folded, int pads);

/// Outputs in the operator's layouts, f32 from the operator or double from the reference.
template <typename Number> struct AttentionAnswer {
    std::vector<Number> out, mapBefore, mapAfter, massBefore, massAfter, cosByKey, readings;
    bool operator==(const AttentionAnswer &) const = default;
};

/// Packs keys and values and runs the operator. Maps that are not written stay at -1.
[[nodiscard]] dare::Result<AttentionAnswer<float>>
runOperator(const AttentionCase &setup, const dare::kernels::ParallelFor &parallel);

/// The formulas of op.h word by word, in double.
[[nodiscard]] AttentionAnswer<double> naiveAttention(const AttentionCase &setup);
