#include "kernels/cross_attention_maps/op.h"

#include "kernels/cross_attention_maps/op_cpu.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace dare::kernels
{
namespace
{

Result<void> check(const CrossAttentionInput &in, const MapSelection &selection,
                   const CrossAttentionOutput &out)
{
    if (in.queries <= 0 || in.heads <= 0 || in.channels <= 0 || in.keys <= 0 || in.q == nullptr ||
        in.kTransposed == nullptr || in.v == nullptr || out.out == nullptr)
        return failure(ErrorCode::InvalidArgument, "empty shape or missing tensor",
                       "cross_attention_maps");
    if (selection.rows > 0 && selection.rowOfKey.size() != static_cast<std::size_t>(in.keys))
        return failure(ErrorCode::InvalidArgument, "rowOfKey needs one entry a key",
                       "cross_attention_maps");
    if (in.logWeights != nullptr &&
        std::all_of(in.logWeights, in.logWeights + in.keys, [](float w) { return w == -INFINITY; }))
        return failure(ErrorCode::InvalidArgument,
                       "every token has weight 0; leave at least one above 0", "word weights");
    return {};
}

/// Sums the tiles in order, in double: the same for every thread count.
void reduce(const CrossAttentionInput &in, const std::vector<float> &partials, std::size_t tiles,
            const CrossAttentionOutput &out)
{
    const std::size_t size = partialSize(in.keys);
    const auto keys = static_cast<std::size_t>(in.keys);
    std::vector<double> sums(size, 0.0);
    for (std::size_t tile = 0; tile < tiles; ++tile) {
        for (std::size_t i = 0; i < size; ++i)
            sums[i] += static_cast<double>(partials[tile * size + i]);
    }
    const double scale = 1.0 / (static_cast<double>(in.queries) * in.heads);
    const auto store = [&](float *target, std::size_t first, std::size_t count) {
        for (std::size_t i = 0; target != nullptr && i < count; ++i)
            target[i] = static_cast<float>(sums[first + i] * scale);
    };
    store(out.massBefore, 0, keys);
    store(out.massAfter, keys, keys);
    store(out.cosByKey, 2 * keys, keys);
    store(out.readings, 3 * keys, 3);
}

} // namespace

Result<void> crossAttentionMaps(const CrossAttentionInput &input, const MapSelection &selection,
                                const CrossAttentionOutput &output, const ParallelFor &parallel)
{
    if (auto checked = check(input, selection, output); !checked)
        return checked;
    const auto tiles = static_cast<std::size_t>((input.queries + kQueryTile - 1) / kQueryTile);
    const std::size_t size = partialSize(input.keys);
    std::vector<float> partials(tiles * size, 0.0F);
    parallel(static_cast<std::int64_t>(tiles), 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t tile = first; tile < last; ++tile) {
            const int begin = static_cast<int>(tile) * kQueryTile;
            const int end = std::min(begin + kQueryTile, input.queries);
            crossAttentionTile(input, selection, output, begin, end,
                               partials.data() + static_cast<std::size_t>(tile) * size);
        }
    });
    reduce(input, partials, tiles, output);
    return {};
}

} // namespace dare::kernels
