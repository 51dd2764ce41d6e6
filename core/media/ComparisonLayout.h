#pragma once

#include "core/media/Comparison.h"
#include "core/media/TextPainter.h"
#include "core/types/ExportPlan.h"

#include <optional>
#include <string>
#include <vector>

namespace dare
{

struct PixelRect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    bool operator==(const PixelRect &) const = default;
};

/// A colour bar of the footer.
struct BarBox {
    PixelRect rect; ///< title, bar and ticks together
    bool isSigned = false;
    float reach = 0.0F; ///< signed luma of a comparing pane, in 8-bit steps; 0: a map's bar
};

/// Where everything of an exported picture stands. Decided by the spec and the sizes of the clips
/// alone: which maps are at hand does not move anything.
struct ComparisonLayout {
    struct Cell {
        PixelRect label;  ///< empty without labels
        PixelRect frame;  ///< pane with its letterbox
        PixelRect pixels; ///< the clip, fitted into the place of the first pane's clip
        int clipWidth = 0;
        int clipHeight = 0;
        int factor = 1;      ///< whole up-scaling factor; 0 where the clip is scaled otherwise
        double scale = 1.0;  ///< picture pixels for one of the clip, before rounding
        bool smooth = false; ///< sampled as in the viewer: fitted, near its own size
    };

    int width = 0;
    int height = 0;
    std::vector<Cell> cells; ///< one per pane
    PixelRect prompt;        ///< empty without a prompt or labels
    TextBlock promptText;
    std::vector<BarBox> bars;
    PixelRect strip; ///< metric over frames; empty without one

    /// @param strip whether there is a metric strip
    [[nodiscard]] static ComparisonLayout
    make(const ViewSpec &spec, const std::vector<PaneContent> &contents, const TextPainter &text,
         ExportSize size = ExportSize::Enlarged, bool strip = false);
};

/// @return whether a pane is meant to show a mass map, at hand or not
[[nodiscard]] bool wantsMass(const ViewSpec &spec, const ViewPane &pane);

/// The largest whole factor that keeps a small clip within 480 x 480; 1 for larger clips.
[[nodiscard]] int upscaleFactor(int clipWidth, int clipHeight);

} // namespace dare
