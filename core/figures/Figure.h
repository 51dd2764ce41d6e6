#pragma once

#include "core/runs/MapReader.h"
#include "core/types/ViewSpec.h"

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dare
{

enum class FigurePane { Overlay, Before, After, Difference };

/// Which maps a figure shows, and how.
struct FigureQuery {
    std::vector<std::string> words; ///< their maps are summed
    int step = -1;                  ///< -1: the mean, as for maps
    int layer = -1;
    int head = -1;
    std::vector<int> frames{0}; ///< clip frames, one row a side each
    int shift = 0;              ///< frames that A is ahead of those; it holds its first and last
    std::vector<Side> sides;    ///< empty: those that were sampled
    std::vector<FigurePane> panes{FigurePane::Overlay, FigurePane::Before, FigurePane::After,
                                  FigurePane::Difference};
    ColorMapName colorMap = ColorMapName::Inferno;
    float scaleMin = 0.0F;
    float scaleMax = 0.0F; ///< 0: the 99.9th percentile over all panes and frames, rounded 1-2-5
    float diffMax = 0.0F;  ///< likewise
};

/// A figure with its pixels, ready to be drawn.
struct Figure {
    struct SideData {
        Side side = Side::A;
        std::string name; ///< preset and differing values
        std::shared_ptr<const Clip> clip;
        int frames = 0; ///< of the clip, or that it will have
        std::shared_ptr<const HeatMap> before;
        std::shared_ptr<const HeatMap> after; ///< the same pointer where nothing was reweighted
        std::shared_ptr<const HeatMap> difference;
    };
    FigureQuery query; ///< with every default resolved
    std::vector<SideData> sides;
    std::string title;   ///< "turtle: step 8 of 12, mean of layers, mean of heads"
    std::string caption; ///< what is shown, and the recipe
};

/// Reads what a figure shows.
/// @error NotFound: unknown word, nothing captured there, a side that was not sampled;
///        InvalidArgument: a frame beyond the clip
[[nodiscard]] Result<Figure> readFigure(const RunFolder &run, const FigureQuery &query);

/// Draws it: .svg, .pdf (cells and text as vectors), or .png. Atomic.
/// @param scale pixels a point of PNG; vectors keep their size and ignore it
/// @error InvalidArgument: another ending, a scale that makes no picture; Io
[[nodiscard]] Result<void> writeFigure(const std::filesystem::path &path, const Figure &figure,
                                       double scale);

} // namespace dare
