#include "widgets/viewer/PaneProbe.h"

#include "core/types/MapShade.h"

#include <algorithm>

namespace dare
{

namespace
{

int longestClip(const std::vector<PaneContent> &contents)
{
    int frames = 0;
    for (const PaneContent &content : contents)
        frames = std::max(frames, content.clip ? content.clip->frames : 0);
    return frames;
}

std::optional<float> valueAt(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                             std::size_t pane, QSize clip, QPointF pixel)
{
    const PaneContent &content = contents[pane];
    const bool hasClip = content.clip && !content.clip->empty();
    const bool hasMap = content.map && !content.map->empty();
    const PaneShade shade = paneShade(spec, spec.panes[pane], hasClip, hasMap);
    if (!hasMap || shade == PaneShade::Nothing || shade == PaneShade::Video)
        return std::nullopt;
    const HeatMap &map = *content.map;
    const int frames = longestClip(contents);
    const int source = spec.panes[pane].source;
    const int frame = mapFrameOf(sourceFrame(spec, source, spec.frame, frames),
                                 framesOfSource(spec, contents, source, frames), map.frames);
    return mapValueAt(map, frame, static_cast<int>(pixel.x()), static_cast<int>(pixel.y()),
                      clip.width(), clip.height(), spec.style);
}

} // namespace

QPointF positionOf(const ViewSpec &spec, const std::vector<PaneBox> &boxes, std::size_t pane,
                   QSize clip, QPointF pixel, double ratio)
{
    const PaneView view = viewOfPane(spec, boxes, pane, clip, ratio);
    return boxes[pane].picture.center() + (pixel - view.centre) * view.zoom / ratio;
}

QPointF pixelUnder(const ViewSpec &spec, const std::vector<PaneBox> &boxes, std::size_t pane,
                   QSize clip, QPointF position, double ratio)
{
    const PaneView view = viewOfPane(spec, boxes, pane, clip, ratio);
    return view.centre + (position - boxes[pane].picture.center()) * ratio / view.zoom;
}

std::optional<PaneProbe> probeAt(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                                 const std::vector<PaneBox> &boxes, QPointF position, double ratio)
{
    const QSize clip = clipSizeOf(contents);
    if (clip.isEmpty())
        return std::nullopt;
    for (std::size_t i = 0; i < std::min(boxes.size(), contents.size()); ++i) {
        if (!boxes[i].picture.contains(position))
            continue;
        const QPointF pixel = pixelUnder(spec, boxes, i, clip, position, ratio);
        if (!QRectF(QPointF(), QSizeF(clip)).contains(pixel) || pixel.x() >= clip.width() ||
            pixel.y() >= clip.height())
            return std::nullopt;
        PaneProbe out{i, pixel.x(), pixel.y(), std::nullopt,
                      spec.panes[i].kind == ViewPane::Kind::SignedMap};
        out.value = valueAt(spec, contents, i, clip, pixel);
        return out;
    }
    return std::nullopt;
}

} // namespace dare
