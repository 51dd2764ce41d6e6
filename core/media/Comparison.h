#pragma once

#include "core/types/ExportPlan.h"
#include "core/types/Result.h"
#include "core/types/ViewSpec.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace dare
{

/// An 8-bit RGBA picture, X fastest.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba;
};

/// Draws one frame of a view: panes with nearest up-scaling, map overlays, side labels, captions,
/// colour bars with their ranges, the prompt. The same pixels the viewer shows, plus the frame
/// around them.
/// @param contents one per ViewSpec::panes
/// @return a picture whose size depends on the spec and the clip sizes alone, both even
[[nodiscard]] Picture compose(const ViewSpec &spec, const std::vector<PaneContent> &contents);

struct ExportOptions {
    double fps = 8.0;
    std::string recipeJson; ///< whole; goes into the file and beside it as asked below
    ExportCodec codec = ExportCodec::H264;
    int crf = 16;         ///< H.264 and H.265
    bool tag = true;      ///< recipe as metadata, where the container takes one
    bool sidecar = false; ///< recipe in a JSON file beside it; pictures always have `recipe.json`
    int first = 0;        ///< frames, from 0
    int last = -1;        ///< -1: the last
    std::function<void(int done, int total)> progress;
    const std::atomic<bool> *cancel = nullptr;
};

class Compositor;

/// Where the recipe of a file lies beside it: `clip.mp4` has `clip.json`.
[[nodiscard]] std::filesystem::path sidecarOf(const std::filesystem::path &path);

/// Writes the composed frames of a range: H.264 and H.265 in MP4 (yuv420p), FFV1 in Matroska (RGB,
/// lossless), an animated GIF, or PNGs into a folder. Written under a temporary name and renamed:
/// a failure or a cancel leaves nothing.
/// @error Io, Unsupported (encoder missing: what to install), InvalidArgument, Cancelled
[[nodiscard]] Result<void> exportComposed(const std::filesystem::path &path,
                                          const Compositor &compositor,
                                          const ExportOptions &options);

/// Encodes every frame of the view as H.264 (yuv420p) in MP4. Atomic: cancelling leaves nothing.
/// @error Io, Unsupported, Cancelled
[[nodiscard]] Result<void> exportMp4(const std::filesystem::path &path, const ViewSpec &spec,
                                     const std::vector<PaneContent> &contents,
                                     const ExportOptions &options);

/// Writes `000.png`, ... with the recipe in `recipe.json` beside them. Makes the folder, not its
/// parents; files of these names are replaced, each atomically. Cancelling removes what it wrote.
/// @error Io, Cancelled
[[nodiscard]] Result<void> exportPngs(const std::filesystem::path &folder, const ViewSpec &spec,
                                      const std::vector<PaneContent> &contents,
                                      const ExportOptions &options);

/// Writes one picture as PNG, atomically.
[[nodiscard]] Result<void> writePng(const std::filesystem::path &path, const Picture &picture);

} // namespace dare
