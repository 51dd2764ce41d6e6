#pragma once

#include "core/types/ViewSpec.h"

#include <memory>
#include <vector>

namespace dare
{

/// What the Compare page shows: up to nine sources, which two are compared, and how.
struct CompareScene {
    static constexpr int kMostSources = 9;

    std::vector<ViewSource> sources;
    std::vector<std::shared_ptr<const Clip>> clips; ///< one per source; null while it is read
    int a = 0;                                      ///< index of the source that plays A
    int b = 1;
    CompareLook look;

    [[nodiscard]] std::shared_ptr<const Clip> clip(int index) const
    {
        return index >= 0 && index < static_cast<int>(clips.size())
                   ? clips[static_cast<std::size_t>(index)]
                   : nullptr;
    }
};

/// @return frames of the longest clip that the scene shows
[[nodiscard]] int framesOf(const CompareScene &scene);

/// Writes sources, panes and columns of the scene into a view. Side by side has one pane a source
/// (N-up beyond two); the other modes have one pane for A and B.
/// @param hideA,hideB show the other side alone
/// @return one content per pane
std::vector<PaneContent> applyScene(const CompareScene &scene, bool hideA, bool hideB,
                                    ViewSpec &spec);

} // namespace dare
