#include "core/media/ComparisonLayout.h"

#include <algorithm>
#include <cstddef>

namespace dare {
namespace {

constexpr int kMargin = 16;
constexpr int kGap = 12;
constexpr int kLabelHeight = 24;
constexpr int kMinCellWidth = 240;
constexpr int kMaxUpscaled = 480;
constexpr int kFooterGap = 16;
constexpr int kBarWidth = 240;
constexpr int kBarHeight = 44;
constexpr int kBarSpacing = 12;
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

ComparisonLayout::Cell measureCell(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                                   std::size_t pane)
{
    constexpr int kUnknown = 96;
    ComparisonLayout::Cell cell;
    cell.clipWidth = cell.clipHeight = kUnknown;
    const PaneContent *own = contentAt(contents, pane);
    if (const Clip *clip = referenceClip(spec, contents, pane);
        clip != nullptr && clip->width > 0 && clip->height > 0) {
        cell.clipWidth = clip->width;
        cell.clipHeight = clip->height;
    } else if (own != nullptr && own->map && own->map->width > 0 && own->map->height > 0) {
        cell.clipWidth = own->map->width;
        cell.clipHeight = own->map->height;
    }
    cell.factor = upscaleFactor(cell.clipWidth, cell.clipHeight);
    cell.pixels.width = cell.clipWidth * cell.factor;
    cell.pixels.height = cell.clipHeight * cell.factor;
    return cell;
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

/// Prompt on the left and bars on the right, or one under the other. @return the lower edge
int placeFooter(ComparisonLayout &layout, const std::string &prompt, const TextPainter &text,
                int top)
{
    constexpr TextStyle kPrompt{TextStyle::Family::Sans, 500, 13.0, 20.0};
    const int inner = layout.width - 2 * kMargin;
    const bool beside = !layout.bars.empty() && !prompt.empty() && inner >= kMinSideBySide;
    const int promptWidth = beside ? inner - kBarWidth - kPromptToBars : inner;
    layout.promptText = text.paragraph(prompt, kPrompt, promptWidth);
    const int promptHeight = layout.promptText.height();
    if (promptHeight == 0 && layout.bars.empty())
        return top;
    top += kFooterGap;
    layout.prompt = {kMargin, top, promptWidth, promptHeight};
    if (beside) {
        placeBars(layout, layout.width - kMargin - kBarWidth, top);
        return top + std::max(promptHeight, barsHeight(layout));
    }
    const int barsTop = promptHeight > 0 ? top + promptHeight + kGap : top;
    placeBars(layout, kMargin, barsTop);
    return layout.bars.empty() ? top + promptHeight : barsTop + barsHeight(layout);
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
                                        const TextPainter &text)
{
    ComparisonLayout layout;
    for (std::size_t i = 0; i < spec.panes.size(); ++i)
        layout.cells.push_back(measureCell(spec, contents, i));
    const auto any = [&](auto &&test) {
        return std::any_of(spec.panes.begin(), spec.panes.end(), test);
    };
    if (any([&](const ViewPane &pane) { return wantsMass(spec, pane); }))
        layout.bars.push_back({{}, false});
    if (any([](const ViewPane &pane) { return pane.kind == ViewPane::Kind::SignedMap; }))
        layout.bars.push_back({{}, true});
    const int gridBottom = placeGrid(layout, rowLengths(spec), spec.labels);
    const std::string prompt = spec.labels ? spec.prompt : std::string();
    const int bottom = placeFooter(layout, prompt, text, gridBottom);
    layout.width = roundUpToEven(layout.width);
    layout.height = roundUpToEven(bottom + kMargin);
    return layout;
}

} // namespace dare
