#include "widgets/viewer/PaneSet.h"

#include <numeric>

namespace dare
{

namespace
{

ViewPane videoPane(Side side, bool overlay)
{
    ViewPane pane;
    pane.kind = ViewPane::Kind::Video;
    pane.source = static_cast<int>(index(side));
    pane.when = MapWhen::After;
    pane.overlay = overlay;
    return pane;
}

ViewPane mapPane(Side side, MapWhen when, const char *title, const char *caption)
{
    ViewPane pane;
    pane.kind = when == MapWhen::Difference ? ViewPane::Kind::SignedMap : ViewPane::Kind::Map;
    pane.source = static_cast<int>(index(side));
    pane.when = when;
    pane.title = title;
    pane.caption = caption;
    return pane;
}

std::vector<ViewPane> pair(bool overlay, bool swapped)
{
    std::vector<ViewPane> panes{videoPane(Side::A, overlay), videoPane(Side::B, overlay)};
    if (swapped)
        std::swap(panes[0], panes[1]);
    return panes;
}

} // namespace

std::vector<ViewPane> explorePanes(bool overlay, bool swapped)
{
    return pair(overlay, swapped);
}

std::vector<ViewPane> inspectPanes(DiffOf diff, bool swapped)
{
    std::vector<ViewPane> panes = pair(true, swapped);
    panes[0].title = "after";
    panes[1].title = "after";
    // Before and after of the side whose difference is shown; of B where the sides are compared.
    const Side side = diff == DiffOf::A ? Side::A : Side::B;
    panes.push_back(mapPane(side, MapWhen::Before, "before", "softmax(z)"));
    panes.push_back(mapPane(side, MapWhen::After, "after", "softmax(z + ln w)"));
    const char *title = diff != DiffOf::BMinusA ? "after − before"
                        : swapped               ? "A − B, after"
                                                : "B − A, after";
    panes.push_back(mapPane(side, MapWhen::Difference, title, ""));
    return panes;
}

std::shared_ptr<const HeatMap> difference(const std::shared_ptr<const HeatMap> &minuend,
                                          const std::shared_ptr<const HeatMap> &subtrahend)
{
    if (!minuend || !subtrahend || minuend->width != subtrahend->width ||
        minuend->height != subtrahend->height || minuend->frames != subtrahend->frames)
        return nullptr;
    auto out = std::make_shared<HeatMap>(*minuend);
    for (std::size_t i = 0; i < out->values.size(); ++i)
        out->values[i] -= subtrahend->values[i];
    return out;
}

std::shared_ptr<const HeatMap> difference(const MapSet &maps, DiffOf diff, bool swapped)
{
    if (diff != DiffOf::BMinusA) {
        const std::size_t side = diff == DiffOf::A ? 0 : 1;
        return difference(maps.after[side], maps.before[side]);
    }
    return swapped ? difference(maps.after[0], maps.after[1])
                   : difference(maps.after[1], maps.after[0]);
}

std::vector<PaneContent> paneContents(const std::vector<ViewPane> &panes,
                                      const PaneSources &sources)
{
    std::vector<PaneContent> contents;
    contents.reserve(panes.size());
    for (const ViewPane &pane : panes) {
        const auto side = static_cast<std::size_t>(pane.source);
        PaneContent content;
        if (pane.kind == ViewPane::Kind::Video)
            content.clip = sources.clips[side];
        if (pane.when == MapWhen::Difference)
            content.map = sources.difference;
        else if (pane.kind == ViewPane::Kind::Map || pane.overlay)
            content.map =
                pane.when == MapWhen::Before ? sources.maps.before[side] : sources.maps.after[side];
        contents.push_back(std::move(content));
    }
    return contents;
}

double meanOf(const HeatMap &map)
{
    if (map.values.empty())
        return 0.0;
    return std::accumulate(map.values.begin(), map.values.end(), 0.0) /
           static_cast<double>(map.values.size());
}

} // namespace dare
