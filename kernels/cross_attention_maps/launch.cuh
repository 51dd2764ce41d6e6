#pragma once

#include <cuda_bf16.h>

#include <cstdint>

/// What the kernels share, and what they are asked for.
namespace dare::kernels::cuda
{

inline constexpr int kMapTiles = 4; ///< map rows of one launch, in tiles of 8
inline constexpr int kMapRows = 8 * kMapTiles;
inline constexpr int kWarpRows = 16;       ///< queries of a warp
inline constexpr int kFewKeysAtMost = 128; ///< keys that fit into registers
inline constexpr int kFewKeysWarps = 8;
inline constexpr int kHopperTile = 128; ///< queries of a thread block on a Hopper
inline constexpr int kHopperKeysAtMost = 512;
inline constexpr int kChunk = 32; ///< keys at a time beyond that

struct Launch {
    int queries;
    int heads;
    int channels;
    int keys;
    int padded;        ///< keys with padding
    int headsPerGroup; ///< heads that one thread block goes through
    float scale;       ///< log2(e) / sqrt(C)
    const __nv_bfloat16 *q;
    const uint4 *packed;
    const float *keyBias;
    const float *logWeights;
    const float *kappa;
    __nv_bfloat16 *out;
    int mapRows;  ///< of this launch, at most kMapRows
    int firstRow; ///< of this launch
    int allRows;
    const std::int32_t *rowOfKey;
    const std::int32_t *slotOfHead; ///< null: mean over heads
    void *mapBefore;
    void *mapAfter;
    bool halfMaps;         ///< maps are f16, not f32
    std::int64_t mapGroup; ///< floats between the partial means of two groups of heads
    float *partials;       ///< [block][3 * padded + 3]; null: no readings in this launch
};

/// Runs over all tiles of queries and `groups` groups of heads. @return cudaError_t
int launchFewKeys(const Launch &launch, int groups, void *stream);
int launchManyKeys(const Launch &launch, int groups, void *stream);
int launchFewKeysHopper(const Launch &launch, int groups, void *stream);
int launchManyKeysHopper(const Launch &launch, int groups, void *stream);
/// Queries of one thread block.
int fewKeysTile();
int manyKeysTile(const Launch &launch);
/// Whether the card's shared memory holds the keys of one head twice.
bool fewKeysFit(int padded, int channels);
/// Whether the card is a Hopper and this build has code for it.
bool hopperRuns();

} // namespace dare::kernels::cuda
