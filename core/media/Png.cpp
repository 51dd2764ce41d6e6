#include "core/media/Comparison.h"
#include "core/tensors/AtomicFile.h"

#include <cairo.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>

namespace dare {
namespace {

struct FreeSurface {
    void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};
using SurfaceHandle = std::unique_ptr<cairo_surface_t, FreeSurface>;

cairo_status_t appendBytes(void *target, const unsigned char *data, unsigned int length)
{
    const auto bytes = std::as_bytes(std::span(data, length));
    auto *all = static_cast<std::vector<std::byte> *>(target);
    all->insert(all->end(), bytes.begin(), bytes.end());
    return CAIRO_STATUS_SUCCESS;
}

std::uint32_t premultiplied(const std::uint8_t *rgba)
{
    const std::uint32_t alpha = rgba[3];
    const auto channel = [alpha](std::uint8_t value) { return (value * alpha + 127) / 255; };
    return alpha << 24 | channel(rgba[0]) << 16 | channel(rgba[1]) << 8 | channel(rgba[2]);
}

SurfaceHandle toSurface(const Picture &picture)
{
    bool opaque = true;
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4)
        opaque = opaque && picture.rgba[i] == 255;
    SurfaceHandle surface(cairo_image_surface_create(
        opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, picture.width, picture.height));
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
        return nullptr;
    unsigned char *data = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    const std::uint8_t *in = picture.rgba.data();
    for (int y = 0; y < picture.height; ++y) {
        auto *row = reinterpret_cast<std::uint32_t *>(data + static_cast<std::size_t>(y) * stride);
        for (int x = 0; x < picture.width; ++x, in += 4)
            row[x] = premultiplied(in);
    }
    cairo_surface_mark_dirty(surface.get());
    return surface;
}

} // namespace

Result<void> writePng(const std::filesystem::path &path, const Picture &picture)
{
    const auto pixels = static_cast<std::size_t>(std::max(0, picture.width)) *
                        static_cast<std::size_t>(std::max(0, picture.height));
    if (pixels == 0 || picture.rgba.size() != pixels * 4)
        return failure(ErrorCode::InvalidArgument, "there are no pixels to write", path.string());
    const SurfaceHandle surface = toSurface(picture);
    std::vector<std::byte> bytes;
    if (!surface || cairo_surface_write_to_png_stream(surface.get(), appendBytes, &bytes) !=
                        CAIRO_STATUS_SUCCESS)
        return failure(ErrorCode::OutOfMemory, "not enough memory for the picture", path.string());
    return writeFileAtomically(path, {bytes});
}

} // namespace dare
