#include "core/figures/Figure.h"

#include "core/figures/FigurePainter.h"
#include "core/media/BundledFonts.h"
#include "core/tensors/AtomicFile.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <cmath>
#include <memory>
#include <span>

namespace dare
{
namespace
{

struct FreeSurface {
    void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};
struct FreeContext {
    void operator()(cairo_t *cairo) const { cairo_destroy(cairo); }
};
using Surface = std::unique_ptr<cairo_surface_t, FreeSurface>;
using Context = std::unique_ptr<cairo_t, FreeContext>;

constexpr double kMostPixels = 20000.0;

cairo_status_t append(void *target, const unsigned char *data, unsigned int length)
{
    const auto bytes = std::as_bytes(std::span(data, length));
    auto *all = static_cast<std::vector<std::byte> *>(target);
    all->insert(all->end(), bytes.begin(), bytes.end());
    return CAIRO_STATUS_SUCCESS;
}

/// @return the file's bytes; empty where Cairo refused
std::vector<std::byte> drawn(const FigurePainter &painter, const std::string &ending, double scale)
{
    std::vector<std::byte> bytes;
    const bool png = ending == ".png";
    const double factor = png ? scale : 1.0;
    Surface surface(
        png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                         static_cast<int>(std::lround(painter.width() * factor)),
                                         static_cast<int>(std::lround(painter.height() * factor)))
        : ending == ".pdf"
            ? cairo_pdf_surface_create_for_stream(append, &bytes, painter.width(), painter.height())
            : cairo_svg_surface_create_for_stream(append, &bytes, painter.width(),
                                                  painter.height()));
    {
        const Context cairo(cairo_create(surface.get()));
        cairo_scale(cairo.get(), factor, factor);
        painter.draw(cairo.get());
        if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS)
            return {};
    }
    if (png) {
        if (cairo_surface_write_to_png_stream(surface.get(), append, &bytes) !=
            CAIRO_STATUS_SUCCESS)
            return {};
        return bytes;
    }
    cairo_surface_finish(surface.get());
    return cairo_surface_status(surface.get()) == CAIRO_STATUS_SUCCESS ? bytes
                                                                       : std::vector<std::byte>();
}

} // namespace

Result<void> writeFigure(const std::filesystem::path &path, const Figure &figure, double scale)
{
    const std::string ending = path.extension().string();
    if (ending != ".svg" && ending != ".pdf" && ending != ".png")
        return failure(ErrorCode::InvalidArgument, "must end in .svg, .pdf or .png", path.string());
    if (figure.sides.empty() || figure.query.panes.empty())
        return failure(ErrorCode::InvalidArgument,
                       "there is nothing to draw: name a side and a pane", path.string());
    if (Result<void> checked = requireFonts(); !checked)
        return checked;
    const FigurePainter painter(figure);
    if (!(scale > 0.0) || painter.width() * scale > kMostPixels ||
        painter.height() * scale > kMostPixels)
        return failure(ErrorCode::InvalidArgument,
                       "the picture would be larger than 20000 pixels; choose a smaller scale, or "
                       "SVG or PDF",
                       "scale");
    const std::vector<std::byte> bytes = drawn(painter, ending, scale);
    if (bytes.empty())
        return failure(ErrorCode::OutOfMemory, "the figure could not be drawn", path.string());
    return writeFileAtomically(path, {bytes});
}

} // namespace dare
