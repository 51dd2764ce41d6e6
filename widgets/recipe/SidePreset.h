#pragma once

#include "core/types/Schedule.h"

#include <QString>

#include <vector>

namespace dare
{

/// A named set of side options that a preset box offers. Word weights and curves belong to it, the
/// variant does not: it is chosen apart.
struct SidePreset {
    QString name;
    SideOptions options;
    bool user = false; ///< saved by the user, and can be deleted
    int steps = 16;    ///< that its curves are made for
};

/// The options of a preset in a recipe of `steps` steps, with the variant that is there.
[[nodiscard]] inline SideOptions optionsOf(const SidePreset &preset, int steps,
                                           const std::string &variant)
{
    SideOptions out = preset.options;
    out.variant = variant;
    for (auto &[option, curve] : out.curves)
        curve = stretched(curve, preset.steps, steps);
    return out;
}

/// @param steps of the recipe
/// @return the preset that the side has by samePreset(), else kCustomPreset
[[nodiscard]] inline QString presetNameOf(const std::vector<SidePreset> &presets,
                                          const SideOptions &side, int steps = 16)
{
    for (const SidePreset &preset : presets) {
        if (samePreset(optionsOf(preset, steps, side.variant), side))
            return preset.name;
    }
    return QString::fromUtf8(kCustomPreset.data(), static_cast<qsizetype>(kCustomPreset.size()));
}

} // namespace dare
