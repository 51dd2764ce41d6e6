#pragma once

#include "core/media/EncodedFile.h"
#include "core/types/Result.h"

extern "C" {
#include <libavfilter/avfilter.h>
}

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace dare
{

struct FreeGraph {
    void operator()(AVFilterGraph *graph) const { avfilter_graph_free(&graph); }
};

/// An animated GIF that loops for ever. Every frame gets a palette of its own (libavfilter's
/// palettegen and paletteuse), so that colour maps keep their shades. Not atomic. GIF counts
/// hundredths of a second: times are rounded to those. @thread any, one at a time
class GifEncoder
{
public:
    /// @error Unsupported (filter or encoder missing), InvalidArgument (size, fps), Io
    [[nodiscard]] static Result<GifEncoder> open(const std::filesystem::path &path, int width,
                                                 int height, double fps);

    /// @param rgba one frame, [Y,X,4] @error Io
    [[nodiscard]] Result<void> write(std::span<const std::uint8_t> rgba);
    /// @error Io
    [[nodiscard]] Result<void> finish();

private:
    GifEncoder() = default;
    [[nodiscard]] Result<void> openGraph();
    [[nodiscard]] Result<void> openFile();
    [[nodiscard]] Result<void> drain();

    std::filesystem::path m_path;
    int m_width = 0;
    int m_height = 0;
    AVRational m_frameTime{1, 8};
    std::unique_ptr<AVFilterGraph, FreeGraph> m_graph;
    AVFilterContext *m_source = nullptr; ///< owned by m_graph
    AVFilterContext *m_sink = nullptr;
    EncodedFile m_file;
    FrameHandle m_in;
    FrameHandle m_out;
    std::int64_t m_next = 0;
};

} // namespace dare
