#include "core/media/ComparisonLayout.h"

#include "core/types/CompareShade.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace dare
{
namespace
{

constexpr int kMargin = 16;
constexpr int kGap = 12;
constexpr int kLabelHeight = 24;
constexpr int kMinCellWidth = 240;
constexpr int kMaxUpscaled = 480;
constexpr int kFooterGap = 16;
constexpr int kBarWidth = 240;
constexpr int kBarHeight = 44;
constexpr int kBarSpacing = 12;
constexpr int kStripHeight = 44;
constexpr int kPromptToBars = 32;
/// Narrower pictures have the colour bars under the prompt.
constexpr int kMinSideBySide = 600;

const PaneContent *contentAt(const std::vector<PaneContent> &contents, std::size_t index)
{
    return index < contents.size() ? &contents[index] : nullptr;
}

/// A pane without a clip takes the size of its source's clip, then of any clip.
const Clip *referenceClip(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                          std::size_t pane)
{
    if (const PaneContent *own = contentAt(contents, pane); own != nullptr && own->clip)
        return own->clip.get();
    const Clip *any = nullptr;
    for (std::size_t i = 0; i < spec.panes.size(); ++i) {
        const PaneContent *other = contentAt(contents, i);
        if (other == nullptr || !other->clip)
            continue;
        if (spec.panes[i].source == spec.panes[pane].source)
            return other->clip.get();
        any = any == nullptr ? other->clip.get() : any;
    }
    return any;
}

/// The size of what a pane shows, in its own pixels.
ComparisonLayout::Cell measureCell(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                                   std::size_t pane)
{
    constexpr int kUnknown = 96;
    ComparisonLayout::Cell cell;
    cell.clipWidth = cell.clipHeight = kUnknown;
    const PaneContent *own = contentAt(contents, pane);
    const CompareCanvas canvas = own != nullptr && own->other
                                     ? compareCanvas(own->clip.get(), own->other.get())
                                     : CompareCanvas();
    if (canvas.width > 0) {
        cell.clipWidth = canvas.width;
        cell.clipHeight = canvas.height;
    } else if (const Clip *clip = referenceClip(spec, contents, pane);
               clip != nullptr && clip->width > 0 && clip->height > 0) {
        cell.clipWidth = clip->width;
        cell.clipHeight = clip->height;
    } else if (own != nullptr && own->map && own->map->width > 0 && own->map->height > 0) {
        cell.clipWidth = own->map->width;
        cell.clipHeight = own->map->height;
    }
    return cell;
}

/// The pane whose clip decides the size of all: the first that has one, as in the viewer.
const ComparisonLayout::Cell &leadingCell(const ComparisonLayout &layout,
                                          const std::vector<PaneContent> &contents)
{
    for (std::size_t i = 0; i < std::min(layout.cells.size(), contents.size()); ++i) {
        if (contents[i].clip || contents[i].other)
            return layout.cells[i];
    }
    return layout.cells.front();
}

/// A clip of another size is fitted into the leading one's place, never stretched.
void scaleCell(ComparisonLayout::Cell &cell, const ComparisonLayout::Cell &leading, double scale)
{
    const double fitted = std::min(static_cast<double>(leading.clipWidth) / cell.clipWidth,
                                   static_cast<double>(leading.clipHeight) / cell.clipHeight) *
                          scale;
    cell.pixels.width = std::max(1, static_cast<int>(std::lround(cell.clipWidth * fitted)));
    cell.pixels.height = std::max(1, static_cast<int>(std::lround(cell.clipHeight * fitted)));
    cell.scale = fitted;
    const int factor = cell.pixels.width / cell.clipWidth;
    const bool whole = factor >= 1 && factor * cell.clipWidth == cell.pixels.width &&
                       factor * cell.clipHeight == cell.pixels.height;
    cell.factor = whole ? factor : 0;
    // Where the leading clip is shrunk for the film, all are, by means.
    cell.smooth = !whole && scale >= 1.0 && fitted > 0.5 && fitted <= 2.0;
}

/// The scale at which a grid of cells as large as this one, with labels and footer, fits
/// 1920 x 1080: a whole factor where one fits, else what shrinks it.
double fullHdScale(const ComparisonLayout::Cell &cell, const std::vector<int> &rows, bool labels)
{
    constexpr double kWidth = 1920.0;
    constexpr double kHeight = 1080.0;
    constexpr double kFooter = 112.0;
    const int columns = rows.empty() ? 1 : *std::max_element(rows.begin(), rows.end());
    const auto lines = static_cast<double>(std::max<std::size_t>(1, rows.size()));
    const double across = (kWidth - 2 * kMargin - (columns - 1) * kGap) / columns / cell.clipWidth;
    const double down = (kHeight - 2 * kMargin - (labels ? kFooter : 0.0) - (lines - 1) * kGap -
                         lines * (labels ? kLabelHeight : 0)) /
                        lines / cell.clipHeight;
    const double scale = std::min(across, down);
    return scale >= 1.0 ? std::floor(scale) : scale;
}

void scaleCells(ComparisonLayout &layout, const std::vector<PaneContent> &contents, ExportSize size,
                const std::vector<int> &rows, bool labels)
{
    if (layout.cells.empty())
        return;
    const ComparisonLayout::Cell leading = leadingCell(layout, contents);
    const double scale = size == ExportSize::FullHd ? fullHdScale(leading, rows, labels)
                         : size == ExportSize::Half ? 0.5
                         : size == ExportSize::Enlarged
                             ? upscaleFactor(leading.clipWidth, leading.clipHeight)
                             : 1.0;
    for (auto &cell : layout.cells)
        scaleCell(cell, leading, scale);
}

/// Puts the panes row by row into equal cells. @return the lower edge of the grid
int placeGrid(ComparisonLayout &layout, const std::vector<int> &rows, bool labels)
{
    int cellWidth = kMinCellWidth;
    int cellHeight = 1;
    for (const auto &cell : layout.cells) {
        cellWidth = std::max(cellWidth, cell.pixels.width);
        cellHeight = std::max(cellHeight, cell.pixels.height);
    }
    const int labelHeight = labels ? kLabelHeight : 0;
    const int top = labels ? kMargin / 2 : kMargin;
    int bottom = top;
    std::size_t row = 0;
    int column = 0;
    for (auto &cell : layout.cells) {
        if (column == rows[row]) {
            column = 0;
            ++row;
        }
        const int x = kMargin + column * (cellWidth + kGap);
        const int y = top + static_cast<int>(row) * (labelHeight + cellHeight + kGap);
        cell.label = {x, y, cellWidth, labelHeight};
        cell.frame = {x, y + labelHeight, cellWidth, cellHeight};
        cell.pixels.x = x + (cellWidth - cell.pixels.width) / 2;
        cell.pixels.y = cell.frame.y + (cellHeight - cell.pixels.height) / 2;
        bottom = std::max(bottom, cell.frame.y + cellHeight);
        ++column;
    }
    const int columns = rows.empty() ? 1 : *std::max_element(rows.begin(), rows.end());
    layout.width = 2 * kMargin + columns * cellWidth + (columns - 1) * kGap;
    return bottom;
}

int barsHeight(const ComparisonLayout &layout)
{
    const int count = static_cast<int>(layout.bars.size());
    return count == 0 ? 0 : count * kBarHeight + (count - 1) * kBarSpacing;
}

void placeBars(ComparisonLayout &layout, int x, int y)
{
    for (BarBox &bar : layout.bars) {
        bar.rect = {x, y, std::min(kBarWidth, layout.width - 2 * kMargin), kBarHeight};
        y += kBarHeight + kBarSpacing;
    }
}

/// Stacks the strip below the bars. @return the height of both
int placeColumn(ComparisonLayout &layout, int x, int y, bool strip)
{
    placeBars(layout, x, y);
    const int bars = barsHeight(layout);
    if (!strip)
        return bars;
    const int top = bars > 0 ? bars + kBarSpacing : 0;
    layout.strip = {x, y + top, std::min(kBarWidth, layout.width - 2 * kMargin), kStripHeight};
    return top + kStripHeight;
}

/// Prompt on the left, bars and strip on the right, or one under the other. @return the lower edge
int placeFooter(ComparisonLayout &layout, const std::string &prompt, const TextPainter &text,
                int top, bool strip)
{
    constexpr TextStyle kPrompt{TextStyle::Family::Sans, 500, 13.0, 20.0};
    const int inner = layout.width - 2 * kMargin;
    const bool column = strip || !layout.bars.empty();
    const bool beside = column && !prompt.empty() && inner >= kMinSideBySide;
    const int promptWidth = beside ? inner - kBarWidth - kPromptToBars : inner;
    layout.promptText = text.paragraph(prompt, kPrompt, promptWidth);
    const int promptHeight = layout.promptText.height();
    if (promptHeight == 0 && !column)
        return top;
    top += kFooterGap;
    layout.prompt = {kMargin, top, promptWidth, promptHeight};
    if (beside)
        return top + std::max(promptHeight,
                              placeColumn(layout, layout.width - kMargin - kBarWidth, top, strip));
    const int columnTop = promptHeight > 0 ? top + promptHeight + kGap : top;
    return column ? columnTop + placeColumn(layout, kMargin, columnTop, strip) : top + promptHeight;
}

/// H.264 with halved colour planes takes even sizes alone.
int roundUpToEven(int size)
{
    return size + size % 2;
}

} // namespace

int upscaleFactor(int clipWidth, int clipHeight)
{
    return std::max(1, kMaxUpscaled / std::max({1, clipWidth, clipHeight}));
}

bool wantsMass(const ViewSpec &spec, const ViewPane &pane)
{
    return pane.kind == ViewPane::Kind::Map ||
           (pane.kind == ViewPane::Kind::Video && pane.overlay && !spec.word.empty());
}

ComparisonLayout ComparisonLayout::make(const ViewSpec &spec,
                                        const std::vector<PaneContent> &contents,
                                        const TextPainter &text, ExportSize size, bool strip)
{
    ComparisonLayout layout;
    for (std::size_t i = 0; i < spec.panes.size(); ++i)
        layout.cells.push_back(measureCell(spec, contents, i));
    scaleCells(layout, contents, size, rowLengths(spec), labelRows(spec));
    const auto any = [&](auto &&wants) {
        return std::any_of(spec.panes.begin(), spec.panes.end(), wants);
    };
    if (any([&](const ViewPane &pane) { return wantsMass(spec, pane); }))
        layout.bars.push_back({{}, false, 0.0F});
    if (any([](const ViewPane &pane) { return pane.kind == ViewPane::Kind::SignedMap; }))
        layout.bars.push_back({{}, true, 0.0F});
    for (const ViewPane &pane : spec.panes) {
        if (pane.kind == ViewPane::Kind::Compare && pane.compare.mode == CompareMode::Signed)
            layout.bars.push_back({{}, true, signedReach(pane.compare)});
    }
    const int gridBottom = placeGrid(layout, rowLengths(spec), labelRows(spec));
    const std::string prompt = spec.labels && spec.showPrompt ? spec.prompt : std::string();
    const int bottom = placeFooter(layout, prompt, text, gridBottom, strip);
    layout.width = roundUpToEven(layout.width);
    layout.height = roundUpToEven(bottom + kMargin);
    return layout;
}

} // namespace dare
