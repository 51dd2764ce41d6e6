#include "widgets/viewer/CompareScene.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

bool comparesTwo(const CompareScene &scene)
{
    return scene.look.mode != CompareMode::SideBySide;
}

std::string heldCaption(const std::shared_ptr<const Clip> &clip, int frames, const char *which)
{
    if (!clip || clip->frames <= 0 || clip->frames >= frames)
        return {};
    return which + std::to_string(clip->frames) +
           (clip->frames == 1 ? " frame, then held" : " frames, then held");
}

ViewPane videoPane(int source)
{
    ViewPane pane;
    pane.source = source;
    return pane;
}

std::vector<int> shownSources(const CompareScene &scene, bool hideA, bool hideB)
{
    if (hideA != hideB)
        return {hideA ? scene.b : scene.a};
    std::vector<int> out{scene.a, scene.b};
    for (int i = 0; i < static_cast<int>(scene.sources.size()); ++i) {
        if (i != scene.a && i != scene.b)
            out.push_back(i);
    }
    return out;
}

} // namespace

int framesOf(const CompareScene &scene)
{
    int frames = 0;
    for (int i = 0; i < static_cast<int>(scene.clips.size()); ++i) {
        const bool shown = !comparesTwo(scene) || i == scene.a || i == scene.b;
        if (const auto clip = scene.clip(i); shown && clip)
            frames = std::max(frames, clip->frames);
    }
    return frames;
}

std::vector<PaneContent> applyScene(const CompareScene &scene, bool hideA, bool hideB,
                                    ViewSpec &spec)
{
    spec.sources = scene.sources;
    for (int i = 0; i < static_cast<int>(spec.sources.size()); ++i) {
        ViewSource &source = spec.sources[static_cast<std::size_t>(i)];
        source.side = i == scene.b ? Side::B : Side::A;
        source.number = i == scene.a || i == scene.b ? 0 : i + 1;
    }
    spec.rows.clear();
    spec.panes.clear();
    std::vector<PaneContent> contents;
    const int frames = framesOf(scene);
    if (comparesTwo(scene) && hideA == hideB && scene.sources.size() > 1) {
        ViewPane pane;
        pane.kind = ViewPane::Kind::Compare;
        pane.source = scene.a;
        pane.other = scene.b;
        pane.compare = scene.look;
        const std::string a = heldCaption(scene.clip(scene.a), frames, "A: ");
        const std::string b = heldCaption(scene.clip(scene.b), frames, "B: ");
        pane.caption = a.empty() || b.empty() ? a + b : a + " · " + b;
        spec.panes.push_back(pane);
        spec.columns = 1;
        contents.push_back({scene.clip(scene.a), nullptr, scene.clip(scene.b)});
        return contents;
    }
    for (const int source : shownSources(scene, hideA, hideB)) {
        if (source < 0 || source >= static_cast<int>(scene.sources.size()))
            continue;
        spec.panes.push_back(videoPane(source));
        spec.panes.back().caption = heldCaption(scene.clip(source), frames, "");
        contents.push_back({scene.clip(source), nullptr, nullptr});
    }
    const auto panes = static_cast<double>(spec.panes.size());
    spec.columns = panes <= 2.0 ? std::max(1, static_cast<int>(panes))
                                : static_cast<int>(std::ceil(std::sqrt(panes)));
    // Rows of one length fill the area; the last may be shorter.
    return contents;
}

} // namespace dare
