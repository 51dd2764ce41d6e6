#pragma once

#include "core/types/ViewSpec.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dare
{

enum class ExportLayout { OneByTwo, TwoByTwo, OneByThree, One };
/// What a pane of an export shows. Video and Map stand for two panes, A and B; the rest for one.
enum class ExportPane { Video, Map, Before, After, Diff, Wipe, Overlay, Difference, Signed };
enum class ExportMetric { None, Psnr, Ssim, Attention };
enum class ExportCodec { H264, H265, Ffv1, Png, Gif };
/// Enlarged: small clips by a whole factor, up to 480 pixels. FullHd: as large as fits 1920x1080.
enum class ExportSize { Enlarged, Native, Half, FullHd };

namespace exports
{
inline constexpr std::array<std::string_view, 4> kLayouts{"1x2", "grid2x2", "1x3", "1x1"};
inline constexpr std::array<std::string_view, 9> kPanes{
    "video", "map", "before", "after", "diff", "wipe", "overlay", "difference", "signed"};
inline constexpr std::array<std::string_view, 4> kMetrics{"none", "psnr", "ssim", "attention"};
inline constexpr std::array<std::string_view, 5> kCodecs{"h264", "h265", "ffv1", "png", "gif"};
inline constexpr std::array<std::string_view, 4> kSizes{"enlarged", "1:1", "half", "1080p"};
inline constexpr std::array<std::string_view, 3> kChannels{"rgb", "luma", "chroma"};
inline constexpr std::array<std::string_view, 3> kStyles{"overlay", "map", "cells"};
inline constexpr std::array<std::string_view, 5> kColorMaps{"inferno", "viridis", "magma",
                                                            "cividis", "grey"};
} // namespace exports

[[nodiscard]] constexpr std::string_view name(ExportLayout layout)
{
    return exports::kLayouts[static_cast<std::size_t>(layout)];
}
[[nodiscard]] constexpr std::string_view name(ExportPane pane)
{
    return exports::kPanes[static_cast<std::size_t>(pane)];
}
[[nodiscard]] constexpr std::string_view name(ExportMetric metric)
{
    return exports::kMetrics[static_cast<std::size_t>(metric)];
}
[[nodiscard]] constexpr std::string_view name(ExportCodec codec)
{
    return exports::kCodecs[static_cast<std::size_t>(codec)];
}
[[nodiscard]] constexpr std::string_view name(ExportSize size)
{
    return exports::kSizes[static_cast<std::size_t>(size)];
}
[[nodiscard]] constexpr std::string_view name(DiffChannels channels)
{
    return exports::kChannels[static_cast<std::size_t>(channels)];
}
[[nodiscard]] constexpr std::string_view name(MapStyle style)
{
    return exports::kStyles[static_cast<std::size_t>(style)];
}
[[nodiscard]] constexpr std::string_view name(ColorMapName map)
{
    return exports::kColorMaps[static_cast<std::size_t>(map)];
}

/// Panes that a layout holds.
[[nodiscard]] constexpr int cellsOf(ExportLayout layout)
{
    constexpr std::array<int, 4> cells{2, 4, 3, 1};
    return cells[static_cast<std::size_t>(layout)];
}
/// Cells that a kind of pane takes.
[[nodiscard]] constexpr int cellsOf(ExportPane pane)
{
    return pane == ExportPane::Video || pane == ExportPane::Map ? 2 : 1;
}
[[nodiscard]] constexpr bool isAttention(ExportPane pane)
{
    return pane == ExportPane::Map || pane == ExportPane::Before || pane == ExportPane::After ||
           pane == ExportPane::Diff;
}
[[nodiscard]] constexpr bool isComparing(ExportPane pane)
{
    return pane == ExportPane::Wipe || pane == ExportPane::Overlay ||
           pane == ExportPane::Difference || pane == ExportPane::Signed;
}

/// Everything that decides an exported file, beside the pixels. The dialog edits one, the command
/// line spells one; equal plans over equal sources make equal files.
struct ExportPlan {
    std::string a; ///< RUN:a, RUN:b, a video file or a folder of pictures
    std::string b; ///< empty: only A is there
    ExportLayout layout = ExportLayout::OneByTwo;
    std::vector<ExportPane> panes{ExportPane::Video};
    std::string word;       ///< map row; panes of attention and the attention strip need one
    Side mapSide = Side::B; ///< whose before, after and diff are shown: of A or of B above
    MapStyle style = MapStyle::Overlay;
    ColorMapName colorMap = ColorMapName::Inferno;
    CompareLook look; ///< wipe, overlay and difference
    bool labelSide = true;
    bool labelSettings = true;
    bool labelPrompt = true;
    ExportMetric strip = ExportMetric::None;
    int shift = 0; ///< frames that A is ahead of B
    int first = 0; ///< frames, from 0
    int last = -1; ///< -1: the last frame
    ExportCodec codec = ExportCodec::H264;
    int crf = 16;
    double fps = 0.0; ///< 0: that of A
    ExportSize size = ExportSize::Enlarged;
    bool tag = true;     ///< recipe inside the file, where the codec's container takes one
    bool sidecar = true; ///< recipe in a JSON file beside it
    std::string path;
    bool operator==(const ExportPlan &) const = default;
};

/// @return whether the file of a codec can hold the recipe
[[nodiscard]] constexpr bool holdsTag(ExportCodec codec)
{
    return codec == ExportCodec::H264 || codec == ExportCodec::H265 || codec == ExportCodec::Ffv1;
}
/// The colour bar is drawn, and cannot be left out, while a pane is a map.
[[nodiscard]] inline bool needsColorBar(const ExportPlan &plan)
{
    for (const ExportPane pane : plan.panes) {
        if (isAttention(pane) || pane == ExportPane::Signed)
            return true;
    }
    return false;
}

} // namespace dare
