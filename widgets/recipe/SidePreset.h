#pragma once

#include "core/types/Options.h"

#include <QString>

#include <vector>

namespace dare
{

/// A named set of side options that a preset box offers. Variant and word weights belong to it.
struct SidePreset {
    QString name;
    SideOptions options;
};

/// @return the preset with these numbers and word weights, or "Custom". Tau and variant do not
/// count.
[[nodiscard]] inline QString presetNameOf(const std::vector<SidePreset> &presets,
                                          const SideOptions &side)
{
    for (const SidePreset &preset : presets) {
        bool same = preset.options.wordWeights == side.wordWeights && side.curves.empty();
        for (const OptionSpec &row : kOptions) {
            same = same && (row.option == Option::Tau || std::abs(preset.options.value(row.option) -
                                                                  side.value(row.option)) < 1e-9);
        }
        if (same)
            return preset.name;
    }
    return QStringLiteral("Custom");
}

} // namespace dare
