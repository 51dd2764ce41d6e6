#pragma once

#include "core/types/Frame.h"
#include "core/types/Recipe.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

enum class MapWhen { Before, After, Difference };
enum class MapStyle { Overlay, MapOnly, Cells };
enum class ScaleMode { SharedAbsolute, LockToA, PerMap };
enum class ColorMapName { Inferno, Viridis, Magma, Cividis, Grey };
/// How two clips are compared. SideBySide has one pane a source; the others show two in one pane.
enum class CompareMode { SideBySide, Wipe, Overlay, Difference, Signed, Flip };
enum class DiffChannels { Rgb, Luma, Chroma };
enum class ScrubAxis { Frame, Step, Layer, Head, Token };

/// Where a clip comes from, and what its label says.
struct ViewSource {
    Side side = Side::A;
    std::string run;      ///< run folder; empty while previewing
    std::string preset;   ///< "Plain CFG", "DARE", ...
    std::string settings; ///< values that differ from the other side: "λ 0.60 s 1.00"
    int number = 0;       ///< compared sources beyond A and B have a number instead of a letter
    bool operator==(const ViewSource &) const = default;
};

/// How a comparing pane draws its two clips. See core/types/CompareShade.h.
struct CompareLook {
    CompareMode mode = CompareMode::SideBySide;
    float wipePos = 0.5F;   ///< share of the picture that shows A
    float wipeAngle = 0.0F; ///< degrees in [0,180]; 0: an upright line with A left of it
    float mix = 0.5F;       ///< Overlay: share of B
    float gain = 4.0F;      ///< Difference and Signed, 1 to 32
    DiffChannels channels = DiffChannels::Rgb;
    bool flipped = false;   ///< Flip shows B
    bool wipeMoves = false; ///< in exports the line walks over the picture and back
    bool operator==(const CompareLook &) const = default;
};

/// One rectangle of the picture.
struct ViewPane {
    enum class Kind { Video, Map, SignedMap, Compare };
    Kind kind = Kind::Video;
    int source = 0; ///< index into ViewSpec::sources
    int other = 1;  ///< Compare: the source that plays B
    MapWhen when = MapWhen::After;
    bool overlay = false;  ///< Video: draw the selected word's map over it
    CompareLook compare{}; ///< Compare
    std::string title;     ///< "before", "after - before"
    std::string caption;   ///< "softmax(z)"
    bool operator==(const ViewPane &) const = default;
};

/// What is seen: the only input of both the GL viewer and the export compositor.
struct ViewSpec {
    std::vector<ViewSource> sources;
    std::vector<ViewPane> panes;
    int columns = 2;       ///< panes are laid out row by row
    std::vector<int> rows; ///< panes in each row; empty: `columns` in every row
    std::string prompt;
    std::string word; ///< selected word label; empty: no map
    int frame = 0;
    std::vector<int> shifts; ///< frames that each source is ahead of `frame`; missing ones: 0
    int step = -1;           ///< -1: final frames / mean over steps for maps
    int layer = -1;          ///< -1: mean over blocks
    int head = -1;           ///< -1: mean over heads
    MapStyle style = MapStyle::Overlay;
    ScaleMode scaleMode = ScaleMode::SharedAbsolute;
    float scaleMin = 0.0F; ///< mass maps show [scaleMin, scaleMax]
    float scaleMax = 1.0F;
    float diffMax = 1.0F; ///< signed maps show [-diffMax, diffMax]
    ColorMapName colorMap = ColorMapName::Inferno;
    float opacity = 0.85F;
    double zoom = 0.0; ///< 0: fit
    double panX = 0.0; ///< in clip pixels
    double panY = 0.0;
    bool nearest = true;
    bool labels = true;       ///< letters, presets and captions of the panes
    bool showSides = true;    ///< letter and preset, where there are labels
    bool showSettings = true; ///< values of the sides
    bool showPrompt = true;
    bool operator==(const ViewSpec &) const = default;
};

/// What a pane shows, beside the spec: pixels that are already in memory.
struct PaneContent {
    std::shared_ptr<const Clip> clip;
    std::shared_ptr<const HeatMap> map;
    std::shared_ptr<const Clip> other = nullptr; ///< Compare: the clip that plays B
};

/// @return frames that a source is ahead of the view's; 0 where A and B are linked
[[nodiscard]] inline int shiftOf(const ViewSpec &spec, int source)
{
    const bool known = source >= 0 && source < static_cast<int>(spec.shifts.size());
    return known ? spec.shifts[static_cast<std::size_t>(source)] : 0;
}

/// Which frame is seen of a source that is `shift` frames ahead of where the view stands: the one
/// rule of viewer, exporter and figures.
/// @param frames of the whole view; shorter clips hold their last frame
[[nodiscard]] inline int shiftedFrame(int frame, int shift, int frames)
{
    return std::clamp(frame + shift, 0, std::max(0, frames - 1));
}

/// The same for a source of a view.
[[nodiscard]] inline int sourceFrame(const ViewSpec &spec, int source, int frame, int frames)
{
    return shiftedFrame(frame, shiftOf(spec, source), frames);
}

/// @return frames of a source's own clip, whichever pane shows it: what its maps are counted
///         against; `frames`, of the whole view, where no pane shows its clip
[[nodiscard]] inline int framesOfSource(const ViewSpec &spec,
                                        const std::vector<PaneContent> &contents, int source,
                                        int frames)
{
    const auto shown = [](const std::shared_ptr<const Clip> &clip) {
        return clip && !clip->empty();
    };
    for (std::size_t i = 0; i < std::min(spec.panes.size(), contents.size()); ++i) {
        const ViewPane &pane = spec.panes[i];
        if (pane.source == source && shown(contents[i].clip))
            return contents[i].clip->frames;
        if (pane.kind == ViewPane::Kind::Compare && pane.other == source &&
            shown(contents[i].other))
            return contents[i].other->frames;
    }
    return frames;
}

/// @return frames that A is ahead of B
[[nodiscard]] inline int shiftOfA(const ViewSpec &spec)
{
    return shiftOf(spec, 0) - shiftOf(spec, 1);
}

/// @return "+3 frames", for the labels of a source that is not in step; else empty
[[nodiscard]] inline std::string shiftText(int shift)
{
    if (shift == 0)
        return {};
    return (shift > 0 ? "+" : "\u2212") + std::to_string(std::abs(shift)) +
           (std::abs(shift) == 1 ? " frame" : " frames");
}

[[nodiscard]] inline std::string shiftText(const ViewSpec &spec, int source)
{
    return shiftText(shiftOf(spec, source));
}

/// @return whether the panes have a line of text each. Ranges that differ are always captioned.
[[nodiscard]] inline bool labelRows(const ViewSpec &spec)
{
    return spec.labels &&
           (spec.showSides || spec.showSettings || spec.scaleMode == ScaleMode::PerMap);
}

/// @return panes in each row, top to bottom; their sum is the number of panes
[[nodiscard]] inline std::vector<int> rowLengths(const ViewSpec &spec)
{
    std::vector<int> lengths;
    int left = static_cast<int>(spec.panes.size());
    for (std::size_t row = 0; left > 0; ++row) {
        const int wanted = row < spec.rows.size() ? spec.rows[row] : spec.columns;
        lengths.push_back(std::clamp(wanted, 1, left));
        left -= lengths.back();
    }
    return lengths;
}

/// Rounds up to 1, 2 or 5 times a power of ten, so that colour bars have readable ends.
[[nodiscard]] inline float roundUp125(float value)
{
    if (!(value > 0.0F) || !std::isfinite(value))
        return 1.0F;
    const float decade = std::pow(10.0F, std::floor(std::log10(value)));
    for (const float multiple : {1.0F, 2.0F, 5.0F}) {
        if (value <= multiple * decade * 1.000001F)
            return multiple * decade;
    }
    return 10.0F * decade;
}

/// @return the 99.9th percentile of |value| over all maps, rounded up to 1-2-5; 1 where there are
/// none
[[nodiscard]] inline float sharedScale(const std::vector<std::shared_ptr<const HeatMap>> &maps)
{
    std::vector<float> values;
    for (const auto &map : maps) {
        if (map)
            values.insert(values.end(), map->values.begin(), map->values.end());
    }
    if (values.empty())
        return 1.0F;
    for (float &value : values)
        value = std::abs(value);
    const auto rank = values.begin() +
                      static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * 0.999);
    std::nth_element(values.begin(), rank, values.end());
    return roundUp125(*rank);
}

/// @return the upper end of the range that a mass map shows: its own where each map has its own
[[nodiscard]] inline float massScale(const ViewSpec &spec, const PaneContent &content)
{
    return spec.scaleMode == ScaleMode::PerMap ? sharedScale({content.map}) : spec.scaleMax;
}

/// @return the lower end of the range that mass maps show
[[nodiscard]] inline float massFloor(const ViewSpec &spec)
{
    return spec.scaleMode == ScaleMode::PerMap ? 0.0F : spec.scaleMin;
}

/// @return the half width of the range that a signed map shows
[[nodiscard]] inline float signedScale(const ViewSpec &spec, const PaneContent &content)
{
    return spec.scaleMode == ScaleMode::PerMap ? sharedScale({content.map}) : spec.diffMax;
}

} // namespace dare
