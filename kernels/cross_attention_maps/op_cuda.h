#pragma once

#include "core/types/Result.h"

#include <cstddef>
#include <cstdint>

/// The operator of op.h on a CUDA device: bf16 in and out, f32 accumulation, tensor cores (sm_80
/// and later). Pointers are device memory; a stream is a cudaStream_t.
namespace dare::kernels
{

/// Heads of 8 to 128 channels in steps of 8, up to 1024 keys.
[[nodiscard]] bool crossAttentionCudaFits(int channels, int keys);

/// Whether the current card has bf16 tensor cores and this build has code for it.
[[nodiscard]] bool crossAttentionCudaRuns();

/// Bytes of a text's keys and values in the order in which the tensor cores read them.
[[nodiscard]] std::size_t packedTextBytes(int heads, int channels, int keys);

/// @param k, v [K, H*C] f32, rounded to bf16 here
/// @param packed packedTextBytes, 16 byte aligned
/// @thread any; asynchronous on `stream`
struct PackText {
    int heads = 0;
    int channels = 0;
    int keys = 0;
    const float *k = nullptr;
    const float *v = nullptr;
    void *packed = nullptr;
};
[[nodiscard]] Result<void> packTextCuda(const PackText &op, void *stream);

/// One block's text cross-attention; formulas in op.h. Null pointers are skipped.
/// `out` has the same bits whatever is captured.
struct CrossAttentionCuda {
    int queries = 0;
    int heads = 0;
    int channels = 0;
    int keys = 0;
    const void *q = nullptr;                ///< [Q,H,C] bf16, 16 byte aligned
    const void *packed = nullptr;           ///< from packTextCuda
    const float *keyBias = nullptr;         ///< [K]; null: zeros
    const float *logWeights = nullptr;      ///< [K], at least one above minus infinity; null: plain
    const float *kappa = nullptr;           ///< [1]; null: 0
    void *out = nullptr;                    ///< [Q,H,C] bf16
    int rows = 0;                           ///< R rows of the maps; 0 keeps none
    const std::int32_t *rowOfKey = nullptr; ///< [K], -1 for none
    int slots = 0;                          ///< maps of chosen heads; 0: the mean over heads
    const std::int32_t *slotOfHead = nullptr; ///< [H], -1 for none; needed where slots > 0
    void *mapBefore = nullptr;                ///< [max(1,slots), R, Q] f32
    void *mapAfter = nullptr;                 ///< written only where logWeights is given
    bool halfMaps = false;                    ///< maps are f16 instead
    float *readings = nullptr; ///< [3K + 3]: masses before, after, p' cos; |o|, |o'|, cos
    void *workspace = nullptr; ///< crossAttentionWorkspace bytes, 16 byte aligned
};
[[nodiscard]] std::size_t crossAttentionWorkspace(const CrossAttentionCuda &op);

/// @error InvalidArgument: shapes beyond crossAttentionCudaFits; Internal: the launch failed
/// @thread any; asynchronous on `stream`; deterministic on one kind of card
[[nodiscard]] Result<void> crossAttentionMapsCuda(const CrossAttentionCuda &op, void *stream);

} // namespace dare::kernels
