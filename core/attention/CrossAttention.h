#pragma once

#include "core/types/Result.h"
#include "core/types/Token.h"
#include "kernels/cross_attention_maps/op.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dare
{

/// Keys and values of one text in one block, made once a run.
/// Where pads are folded, the last key stands for all of them.
struct TextKeys {
    at::Tensor kTransposed; ///< [H,C,Kp] f32
    at::Tensor v;           ///< [H,Kp,C] f32
    at::Tensor packed;  ///< keys and values for the CUDA kernel; then the two above are undefined
    at::Tensor keyBias; ///< [K] f32 beside `packed`: ln of how many tokens a key stands for
    int keys = 0;       ///< K: T, or n + 1 where pads are folded and there are any
    int tokens = 0;     ///< T
    int realTokens = 0; ///< n
    bool folded = false;

    [[nodiscard]] int pads() const { return tokens - realTokens; }
    /// The key that token t reads.
    [[nodiscard]] int keyOf(int token) const
    {
        return folded && token >= realTokens ? realTokens : token;
    }
};

/// Packs keys and values for the operator.
/// @param k, v [K, H*C] f32 on the device of the run
/// @param dtype what the run multiplies in: bf16 on a card packs for the CUDA kernel
[[nodiscard]] TextKeys packTextKeys(const at::Tensor &k, const at::Tensor &v, int heads,
                                    int realTokens, int tokens, bool folded,
                                    at::ScalarType dtype = at::kFloat);

/// Which maps a forward keeps, in the terms of tokens.
struct MapRequest {
    std::vector<MapRow> rows; ///< empty: none
    std::vector<int> heads;   ///< empty: the mean over heads
    at::Tensor rowOfKey{};    ///< [K] i32 on the card, see cuda::place; blocks may share it
    at::Tensor slotOfHead{};  ///< [H] i32 on the card, where heads are chosen
};

/// The reweighting of one block: ln w of every token and the consistency exponent.
/// @source our reading of the abstract of arXiv 2604.07026
struct BlockReweight {
    std::span<const float> logWeights; ///< [T]; empty: plain path
    float kappa = 0.0F;
    at::Tensor onCard{}; ///< [K+1] f32 ln w of every key, then kappa; see cuda::placeWeights
};

/// What one block's cross-attention did.
struct AttentionReading {
    int block = 0;
    bool reweighted = false;
    std::vector<float> massBefore; ///< [T] mean of p over heads and queries
    std::vector<float> massAfter;  ///< [T]
    std::vector<float> cosByToken; ///< [T] mean of p' cos(o, o')
    float normBefore = 0.0F;
    float normAfter = 0.0F;
    float consistency = 1.0F;
    /// [1 or heads, rows, Q] on the CPU, f32, or f16 from the CUDA kernel; undefined where none was
    /// asked for.
    at::Tensor mapBefore;
    at::Tensor mapAfter; ///< undefined where it equals mapBefore
    at::Tensor pending;  ///< [3K+3] on the card until cuda::complete fills in the fields above
};

struct AttentionResult {
    at::Tensor out; ///< [Q, H*C] in q's dtype
    AttentionReading reading;
};

/// Text cross-attention of one sample, B = 1. All of it, plain included, goes through here, and
/// what is captured never changes `out`.
/// @param q [Q, H*C] contiguous, normalised; bf16 where the keys are packed, else f32
/// @error InvalidArgument where every weight is 0
/// @thread sampler
[[nodiscard]] Result<AttentionResult> crossAttention(const at::Tensor &q, int heads,
                                                     const TextKeys &keys,
                                                     const BlockReweight &reweight,
                                                     const MapRequest &maps);

/// What crossAttention uses on a device, for the manifest.
/// @param channels of a head; 0: any that the kernel takes
[[nodiscard]] std::string crossAttentionBackend(const at::Device &device,
                                                at::ScalarType dtype = at::kFloat,
                                                int channels = 0);

/// Rows of a request in the terms of keys.
[[nodiscard]] kernels::MapSelection selectionFor(const TextKeys &keys, const MapRequest &maps);

/// ln of how many tokens each key stands for, and ln w for each key: a folded pad key gets the ln
/// of the sum of the pads' weights over their number.
struct KeyTerms {
    std::vector<float> bias;       ///< [K]
    std::vector<float> logWeights; ///< [K]; empty: plain path
};
[[nodiscard]] KeyTerms keyTerms(const TextKeys &keys, std::span<const float> logWeights);

/// Spreads what was read per key over the tokens: a folded pad has its part of the pad key's mass.
class TokenSpread
{
public:
    /// @param keys outlives this @param logWeights [T] or empty
    TokenSpread(const TextKeys &keys, std::span<const float> logWeights);
    /// @param perKey [K] @return [T]
    [[nodiscard]] std::vector<float> operator()(std::span<const float> perKey) const;

private:
    const TextKeys *m_keys;
    std::vector<double> m_padWeights; ///< of the folded pads
    double m_total = 0.0;             ///< of them
};

/// The same by ATen operators, in pieces of queries, for devices without a kernel; also the
/// kernel's twin in tests.
[[nodiscard]] AttentionResult crossAttentionAten(const at::Tensor &q, int heads,
                                                 const TextKeys &keys,
                                                 const BlockReweight &reweight,
                                                 const MapRequest &maps);

} // namespace dare
