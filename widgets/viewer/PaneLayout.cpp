#include "widgets/viewer/PaneLayout.h"

#include "core/types/CompareShade.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kSeam = 1.0;
constexpr double kMargin = 12.0;
constexpr double kGap = 12.0;
constexpr double kRowGap = 8.0;
constexpr double kCaption = 24.0;
constexpr double kTop = 4.0;

std::vector<PaneBox> grid(const std::vector<int> &rows, QSizeF area)
{
    std::vector<PaneBox> boxes;
    const auto rowCount = static_cast<double>(rows.size());
    const double height = (area.height() - kSeam * (rowCount - 1)) / rowCount;
    const int columns = *std::max_element(rows.begin(), rows.end());
    const double width = (area.width() - kSeam * (columns - 1)) / columns;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const double top = std::round(static_cast<double>(row) * (height + kSeam));
        const double bottom = std::round(static_cast<double>(row) * (height + kSeam) + height);
        for (int column = 0; column < rows[row]; ++column) {
            const double left = std::round(column * (width + kSeam));
            const double right = std::round(column * (width + kSeam) + width);
            boxes.push_back({QRectF(left, top, right - left, bottom - top), QRectF()});
        }
    }
    return boxes;
}

/// Share of the height that a row of n panes gets: fewer panes are larger, 57 to 43 for 2 over 3.
double weightOf(int panes)
{
    return std::pow(static_cast<double>(panes), -0.7);
}

/// Heights of the pictures of each row. A row that is as wide as the area leaves the rest of its
/// share to the others.
std::vector<double> rowHeights(const std::vector<int> &rows, QSizeF area, double aspect)
{
    const auto rowCount = static_cast<double>(rows.size());
    double left = area.height() - kTop - kMargin - rowCount * kCaption - (rowCount - 1) * kRowGap;
    double weights = 0.0;
    for (const int panes : rows)
        weights += weightOf(panes);
    std::vector<double> heights(rows.size(), 0.0);
    const auto fixWidest = [&] {
        bool any = false;
        const double unit = left / weights;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const int panes = rows[i];
            const double most = (area.width() - 2 * kMargin - (panes - 1) * kGap) / panes / aspect;
            if (heights[i] > 0.0 || most >= unit * weightOf(panes))
                continue;
            heights[i] = std::max(1.0, most);
            left -= heights[i];
            weights -= weightOf(panes);
            any = true;
        }
        return any;
    };
    while (fixWidest()) {
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (heights[i] <= 0.0)
            heights[i] = std::max(1.0, left / weights * weightOf(rows[i]));
    }
    return heights;
}

std::vector<PaneBox> captionedRows(const std::vector<int> &rows, QSizeF area, QSize clip)
{
    const double aspect = clip.isEmpty() ? 1.0 : double(clip.width()) / double(clip.height());
    const std::vector<double> heights = rowHeights(rows, area, aspect);
    std::vector<PaneBox> boxes;
    double top = kTop;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const int panes = rows[row];
        const double height = std::floor(heights[row]);
        const double width = std::floor(height * aspect);
        for (int column = 0; column < panes; ++column) {
            const double left = kMargin + column * (width + kGap);
            boxes.push_back(
                {QRectF(left, top + kCaption, width, height), QRectF(left, top, width, kCaption)});
        }
        top += kCaption + height + kRowGap;
    }
    return boxes;
}

double fitOf(const QRectF &picture, QSize clip, double ratio)
{
    if (clip.isEmpty())
        return 1.0;
    return std::max(
        1e-3, std::min(picture.width() / clip.width(), picture.height() / clip.height()) * ratio);
}

} // namespace

std::vector<PaneBox> layoutPanes(const ViewSpec &spec, QSizeF area, QSize clip)
{
    const std::vector<int> rows = rowLengths(spec);
    if (rows.empty())
        return {};
    const bool equal = spec.rows.empty() ||
                       std::all_of(rows.begin(), rows.end(), [&](int n) { return n == rows[0]; });
    return equal ? grid(rows, area) : captionedRows(rows, area, clip);
}

QSize ownSizeOf(const PaneContent &content, QSize fallback)
{
    const CompareCanvas canvas = compareCanvas(content.clip.get(), content.other.get());
    return canvas.width > 0 && canvas.height > 0 ? QSize(canvas.width, canvas.height) : fallback;
}

QSize clipSizeOf(const std::vector<PaneContent> &contents)
{
    for (const PaneContent &content : contents) {
        if (const QSize own = ownSizeOf(content, {}); !own.isEmpty())
            return own;
    }
    for (const PaneContent &content : contents) {
        if (content.map && !content.map->empty())
            return {content.map->width, content.map->height};
    }
    return {};
}

PaneView viewOfPane(const ViewSpec &spec, const std::vector<PaneBox> &boxes, std::size_t pane,
                    QSize clip, double ratio, QSize own)
{
    PaneView view;
    view.clip = own.isEmpty() ? clip : own;
    view.zoom = fitOf(boxes[pane].picture, clip, ratio);
    if (spec.zoom > 0.0) {
        // Panes of one row may differ by a seam's pixel: 1:1 is 1:1 in all of them.
        const double relative = view.zoom / fitOf(boxes[0].picture, clip, ratio);
        view.zoom = spec.zoom * (std::abs(relative - 1.0) < 0.02 ? 1.0 : relative);
    }
    double fitted = 1.0;
    if (view.clip != clip && !clip.isEmpty()) {
        fitted = std::min(double(clip.width()) / view.clip.width(),
                          double(clip.height()) / view.clip.height());
        view.zoom *= fitted;
    }
    view.centre = QPointF(view.clip.width() / 2.0 + spec.panX / fitted,
                          view.clip.height() / 2.0 + spec.panY / fitted);
    return view;
}

} // namespace dare
