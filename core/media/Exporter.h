#pragma once

#include "core/media/Comparison.h"
#include "core/media/ExportView.h"

#include <atomic>
#include <functional>
#include <memory>

namespace dare
{

/// What an export will weigh and take.
struct ExportPrediction {
    int width = 0;
    int height = 0;
    int frames = 0;
    double bytes = 0.0;
    double seconds = 0.0; ///< to encode
};

using ExportProgress = std::function<void(int done, int total)>;

/// The frames of an export as its encoder will get them. @thread one at a time
class ExportPreview
{
public:
    explicit ExportPreview(const ExportView &view);
    ~ExportPreview();
    ExportPreview(ExportPreview &&) noexcept;
    ExportPreview &operator=(ExportPreview &&) noexcept;

    /// @param index frame of the clip, from 0
    [[nodiscard]] Picture frame(int index) const;

private:
    std::unique_ptr<Compositor> m_compositor;
};

/// The options of the encoder for a plan.
[[nodiscard]] ExportOptions exportOptions(const ExportPlan &plan, const ExportView &view);

/// Refuses a path that could not be written: no such folder, a folder where a file should be, a
/// name whose ending is not that of the codec. @error InvalidArgument, NotFound
[[nodiscard]] Result<void> checkExportPath(const ExportPlan &plan);

/// Reads the sources and writes the file. Equal plans over equal sources write equal bytes.
/// @error as checkExportPath(), readSources(), exportView(), exportComposed() @thread any
[[nodiscard]] Result<void> exportFile(const ExportPlan &plan, ClipCache &cache,
                                      const ExportProgress &progress,
                                      const std::atomic<bool> *cancel);

/// Encodes up to 12 frames into a temporary folder and scales up.
/// @error as exportComposed() @thread any
[[nodiscard]] Result<ExportPrediction> predictExport(const ExportPlan &plan, const ExportView &view,
                                                     const std::atomic<bool> *cancel);

/// The usual ending of a codec's file: ".mp4"; "/" for a folder of pictures.
[[nodiscard]] const char *endingOf(ExportCodec codec);

} // namespace dare
