#pragma once

// Included by op_avx512.cpp alone, between its target pragmas: everything here is AVX-512 code.

namespace dare::kernels
{
namespace
{

constexpr int kLanes = 16;
constexpr int kTileRows = 6;    ///< queries at once
constexpr int kTileVectors = 4; ///< vectors of keys or channels at once
constexpr int kTileKeys = kLanes * kTileVectors;
constexpr int kKeyBlock = 512; ///< keys between two updates of the running softmax

/// f32 elements: one a lane.
struct Float32 {
    using Type = float;
    static constexpr int pack = 1;
    static __m512 multiplyAdd(const Type *broadcast, const Type *vector, __m512 sum)
    {
        return _mm512_fmadd_ps(_mm512_loadu_ps(vector), _mm512_set1_ps(*broadcast), sum);
    }
    static void store(Type *to, __m512 value, __mmask16 mask)
    {
        _mm512_mask_storeu_ps(to, mask, value);
    }
};

/// bf16 elements: two a lane, multiplied and added to the lane's f32.
struct Bfloat16 {
    using Type = std::uint16_t;
    static constexpr int pack = 2;
    static __m512 multiplyAdd(const Type *broadcast, const Type *vector, __m512 sum)
    {
        int pair = 0;
        __builtin_memcpy(&pair, broadcast, sizeof(pair));
        return _mm512_dpbf16_ps(sum, (__m512bh)_mm512_loadu_si512(vector),
                                (__m512bh)_mm512_set1_epi32(pair));
    }
    static void store(Type *to, __m512 value, __mmask16 mask)
    {
        _mm256_mask_storeu_epi16(to, mask, (__m256i)_mm512_cvtneps_pbh(value));
    }
};

/// sum[r][n] += over steps of left[r] (broadcast) times the packed vectors.
/// @param left pack*steps elements a row; @param vectors `step` elements from one step to the next,
/// `next` from one vector of lanes to the next
template <typename E, int vectors>
inline void multiply(const typename E::Type *const *left, const typename E::Type *right, int steps,
                     std::ptrdiff_t step, std::ptrdiff_t next, __m512 (&sum)[kTileRows][vectors])
{
    for (int s = 0; s < steps; ++s) {
#pragma GCC unroll 6
        for (int r = 0; r < kTileRows; ++r) {
#pragma GCC unroll 4
            for (int n = 0; n < vectors; ++n)
                sum[r][n] =
                    E::multiplyAdd(left[r] + s * E::pack, right + s * step + n * next, sum[r][n]);
        }
    }
}

/// Scores of the tile's queries with 64 keys. @param scores row r at scores + r*kKeyBlock
template <typename E>
inline void scoreTile(const typename E::Type *const *queries, const typename E::Type *keys,
                      int channels, float *scores)
{
    __m512 sum[kTileRows][kTileVectors] = {};
    multiply<E, kTileVectors>(queries, keys, channels / E::pack, kLanes * E::pack,
                              static_cast<std::ptrdiff_t>(channels) * kLanes, sum);
#pragma GCC unroll 6
    for (int r = 0; r < kTileRows; ++r) {
#pragma GCC unroll 4
        for (int n = 0; n < kTileVectors; ++n)
            _mm512_storeu_ps(scores + r * kKeyBlock + n * kLanes, sum[r][n]);
    }
}

/// out = out*factor + p v for `vectors`*16 channels. @param out row r at out + r*stride
template <typename E, int vectors>
inline void mixTile(const typename E::Type *const *p, const typename E::Type *values, int keys,
                    int stride, const float *factors, float *out)
{
    __m512 sum[kTileRows][vectors];
#pragma GCC unroll 6
    for (int r = 0; r < kTileRows; ++r) {
#pragma GCC unroll 4
        for (int n = 0; n < vectors; ++n)
            sum[r][n] = _mm512_mul_ps(_mm512_loadu_ps(out + r * stride + n * kLanes),
                                      _mm512_set1_ps(factors[r]));
    }
    multiply<E, vectors>(p, values, keys / E::pack, static_cast<std::ptrdiff_t>(stride) * E::pack,
                         kLanes * E::pack, sum);
#pragma GCC unroll 6
    for (int r = 0; r < kTileRows; ++r) {
#pragma GCC unroll 4
        for (int n = 0; n < vectors; ++n)
            _mm512_storeu_ps(out + r * stride + n * kLanes, sum[r][n]);
    }
}

/// 2^x for x <= 0, relative error below 2e-7; what would be subnormal is 0, as products with those
/// are slow.
inline __m512 exponential2(__m512 x)
{
    const __mmask16 normal = _mm512_cmp_ps_mask(x, _mm512_set1_ps(-126.0F), _CMP_GE_OQ);
    const __m512 whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m512 f = _mm512_sub_ps(x, whole);
    // Taylor of 2^f; f is at most a half, so that the seventh term is below rounding.
    __m512 y = _mm512_set1_ps(1.54035304e-4F);
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(1.33335581e-3F));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(9.61812911e-3F));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(5.55041087e-2F));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(2.40226507e-1F));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(6.93147181e-1F));
    y = _mm512_fmadd_ps(y, f, _mm512_set1_ps(1.0F));
    return _mm512_maskz_scalef_ps(normal, y, whole);
}

/// The running softmax of one row.
struct RowState {
    float top; ///< greatest score so far
    float sum; ///< of the exponentials relative to `top`
};

/// Turns a row of scores into exponentials relative to the greatest score so far.
/// @param scores `padded` of them, the first `keys` real; padding comes out 0
/// @param scale of the scores times log2(e); @return what earlier sums must be multiplied by
template <typename E>
inline float exponentials(const float *scores, int keys, int padded, float scale, RowState &state,
                          typename E::Type *p)
{
    __m512 tops = _mm512_set1_ps(state.top);
    for (int k = 0; k < keys; k += kLanes) {
        const auto mask =
            static_cast<__mmask16>(keys - k >= kLanes ? 0xFFFF : (1 << (keys - k)) - 1);
        tops = _mm512_mask_max_ps(tops, mask, tops, _mm512_loadu_ps(scores + k));
    }
    const float top = _mm512_reduce_max_ps(tops);
    const __m512 offset = _mm512_set1_ps(-top * scale);
    __m512 sums = _mm512_setzero_ps();
    for (int k = 0; k < padded; k += kLanes) {
        const int left = keys - k;
        const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xFFFF
                                                 : left <= 0    ? 0
                                                                : (1 << left) - 1);
        const __m512 x =
            _mm512_fmadd_ps(_mm512_loadu_ps(scores + k), _mm512_set1_ps(scale), offset);
        const __m512 value =
            _mm512_maskz_mov_ps(mask, exponential2(_mm512_min_ps(x, _mm512_setzero_ps())));
        sums = _mm512_add_ps(sums, value);
        E::store(p + k, value, 0xFFFF);
    }
    const float factor = _mm512_cvtss_f32(exponential2(_mm512_set1_ps((state.top - top) * scale)));
    state.sum = state.sum * factor + _mm512_reduce_add_ps(sums);
    state.top = top;
    return factor;
}

} // namespace
} // namespace dare::kernels
