#include "core/models/WanVae.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace dare
{
namespace
{

constexpr int kRows = 2; ///< axes of [3,F,Y,X]
constexpr int kColumns = 3;

/// Fades from the end of the tile before into the beginning of this one, in place.
/// @param before, tile [3,F,Y,X]; @param extent pixels along `axis` that both have at most
void blend(const at::Tensor &before, at::Tensor &tile, std::int64_t extent, int axis)
{
    const std::int64_t length = std::min({before.size(axis), tile.size(axis), extent});
    if (length <= 0)
        return;
    std::vector<std::int64_t> shape{1, 1, 1, 1};
    shape[static_cast<std::size_t>(axis)] = length;
    // The fractions are f64 in the reference and meet f32 pixels.
    const at::Tensor fraction = at::arange(length, at::kDouble).div_(static_cast<double>(length));
    const at::Tensor in = fraction.to(at::kFloat).view(shape);
    const at::Tensor out = (1.0 - fraction).to(at::kFloat).view(shape);
    at::Tensor edge = tile.narrow(axis, 0, length);
    edge.copy_(before.narrow(axis, before.size(axis) - length, length) * out + edge * in);
}

/// The last pixels along an axis, which the next tile fades from.
at::Tensor tail(const at::Tensor &tile, std::int64_t extent, int axis)
{
    const std::int64_t length = std::min(tile.size(axis), extent);
    return tile.narrow(axis, tile.size(axis) - length, length).clone();
}

/// Blends tiles into one clip, row after row of tiles. Keeps the ends of the tiles above and of the
/// tile to the left, as they were after their own blending.
class TileCanvas
{
public:
    /// @param size frames, rows, columns of the clip
    TileCanvas(std::array<std::int64_t, 3> size, const VaeTiling &tiling)
        : m_overlap(tiling.tile - tiling.stride),
          m_stride(tiling.stride),
          m_clip(at::empty({3, size[0], size[1], size[2]}))
    {
    }
    /// @param pixels [3,F,Y,X] f32 CPU, whose corner lies at row y and column x of the clip
    void add(at::Tensor pixels, std::int64_t y, std::int64_t x)
    {
        at::Tensor &above = m_above[x];
        if (y > 0)
            blend(above, pixels, m_overlap, kRows);
        if (x > 0)
            blend(m_left, pixels, m_overlap, kColumns);
        above = tail(pixels, m_overlap, kRows);
        m_left = tail(pixels, m_overlap, kColumns);
        const std::int64_t rows = std::min(m_stride, m_clip.size(kRows) - y);
        const std::int64_t columns = std::min(m_stride, m_clip.size(kColumns) - x);
        m_clip.narrow(kRows, y, rows)
            .narrow(kColumns, x, columns)
            .copy_(pixels.narrow(kRows, 0, rows).narrow(kColumns, 0, columns));
    }
    [[nodiscard]] const at::Tensor &clamped() { return m_clip.clamp_(-1.0, 1.0); }

private:
    std::int64_t m_overlap;
    std::int64_t m_stride;
    at::Tensor m_clip;
    std::map<std::int64_t, at::Tensor> m_above; ///< by the tile's first column
    at::Tensor m_left;
};

} // namespace

at::Tensor WanVae::decodeTile(const at::Tensor &z) const
{
    VaeHistory history;
    std::vector<at::Tensor> chunks;
    for (std::int64_t frame = 0; frame < z.size(1); ++frame) {
        chunks.push_back(decodeChunk(z.narrow(1, frame, 1), history).to(at::kCPU));
    }
    return at::cat(chunks, 1);
}

Result<void> WanVae::decodeTiled(const at::Tensor &z, const VaeTiling &tiling,
                                 const FrameSink &sink, const TileProgress &progress) const
{
    const c10::InferenceMode inference;
    if (auto checked = checkLatents(z); !checked)
        return checked;
    const std::int64_t scale = m_config.spatialScale;
    const std::int64_t tile = tiling.tile / scale;
    const std::int64_t stride = tiling.stride / scale;
    if (stride <= 0 || tile < stride)
        return failure(ErrorCode::InvalidArgument,
                       "the stride of tiles must be at least " + std::to_string(scale) +
                           " pixels and at most a tile",
                       "tiling");
    const std::int64_t height = z.size(2);
    const std::int64_t width = z.size(3);
    if (height <= tile && width <= tile)
        return decode(z, sink);
    TileCanvas canvas({frames(static_cast<int>(z.size(1))), height * scale, width * scale}, tiling);
    const auto along = [&](std::int64_t size) { return (size + stride - 1) / stride; };
    const int total = static_cast<int>(along(height) * along(width));
    int done = 0;
    for (std::int64_t y = 0; y < height; y += stride) {
        for (std::int64_t x = 0; x < width; x += stride) {
            canvas.add(decodeTile(z.narrow(2, y, std::min(tile, height - y))
                                      .narrow(3, x, std::min(tile, width - x))),
                       y * scale, x * scale);
            if (progress && !progress(++done, total))
                return failure(ErrorCode::Cancelled, "stopped while decoding", "VAE");
        }
    }
    const at::Tensor &clip = canvas.clamped();
    for (std::int64_t first = 0; first < clip.size(1);) {
        const std::int64_t some = first == 0 ? 1 : m_config.temporalScale;
        if (auto taken = sink(clip.narrow(1, first, some)); !taken)
            return taken;
        first += some;
    }
    return {};
}

} // namespace dare
