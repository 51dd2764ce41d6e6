#pragma once

#include "tests/kernels/ChannelRows.h"
#include "tests/kernels/NaiveAttention.h"
#include "tests/kernels/RepeatedRows.h"
#include "tests/kernels/TextRows.h"

#include <cstdint>
#include <string>
#include <vector>

/// Runs the CUDA kernels on host data. Every output is poisoned with NaN before.
namespace gpu
{

/// Why the tests cannot run here; empty where they can.
[[nodiscard]] std::string reasonToSkip();

/// q, k and v as bf16 sees them, so that references start from the same numbers.
void roundInputs(AttentionCase &setup);

/// Maps beyond the rows of one launch, chosen heads, and readings as the operator gives them.
enum class Maps { Float, Half };
/// @param repeats further runs on the same memory @error Internal where one gives another output
[[nodiscard]] dare::Result<AttentionAnswer<float>> attend(const AttentionCase &setup,
                                                          Maps maps = Maps::Float, int repeats = 0);

/// What plain bf16 gives: logits, probabilities and outputs rounded to bf16, sums in f32.
[[nodiscard]] AttentionAnswer<double> plainBf16(const AttentionCase &setup);

struct RowsCase {
    std::int64_t rows = 0, channels = 0;
    std::vector<float> x, y, gate, scale, shift; ///< all but x may be empty
    bool xBf16 = false, yBf16 = false, outBf16 = false;
    float offset = 1.0F;
    bool centred = true;
};
struct RowsAnswer {
    std::vector<float> x, out;
};
[[nodiscard]] dare::Result<RowsAnswer> residualNorm(const RowsCase &setup);

struct RopeCase {
    std::int64_t rows = 0;
    int heads = 0, headDim = 0, parts = 1;
    bool bf16 = false, inPlace = false;
    std::vector<float> x; ///< [rows, 3 * channels], as a joint product gives it
    std::vector<float> weight, cosine, sine;
};
/// @return [parts][rows, channels]
[[nodiscard]] dare::Result<std::vector<std::vector<float>>> qkNormRope(const RopeCase &setup);

[[nodiscard]] dare::Result<channelRows::Bf16s> channelNorm(const channelRows::Norm &setup);
[[nodiscard]] dare::Result<channelRows::Bf16s> biasedSum(const channelRows::Sum &setup);

[[nodiscard]] dare::Result<textRows::Bf16s> gatedGelu(const textRows::Gate &setup);
[[nodiscard]] dare::Result<textRows::Bf16s> relativeSoftmax(const textRows::Softmax &setup);

[[nodiscard]] dare::Result<repeatedRows::Bf16s> repeatedKeys(const repeatedRows::Case &setup);

/// @return the guided output; `dom` may be empty
[[nodiscard]] dare::Result<std::vector<float>> guide(const std::vector<float> &cond,
                                                     const std::vector<float> &neg,
                                                     const std::vector<float> &dom, float w,
                                                     float lambda);

} // namespace gpu
