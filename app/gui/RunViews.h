#pragma once

#include "core/types/Frame.h"
#include "core/types/Recipe.h"
#include "core/types/Token.h"
#include "widgets/recipe/SidePreset.h"
#include "widgets/viewer/ViewModel.h"

#include <QImage>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace dare
{

/// What the views need of the model of a run.
struct ModelShape {
    int blocks = 0;
    int heads = 0;
};

/// @return the run as its views see it; layers and heads are the model's
[[nodiscard]] RunView runViewOf(const Recipe &recipe, const std::vector<double> &sigmas,
                                const ModelShape &shape, const std::vector<SidePreset> &presets);

/// Forwards of the transformer in one step of a side: one a branch.
[[nodiscard]] double forwardsOf(const Recipe &recipe, Side side, int step);
/// Forwards of the whole run.
[[nodiscard]] double forwardsOf(const Recipe &recipe);

/// Values of one side that differ from the other and from a plain side: "λ 0.60  s 1.00"; the
/// guidance scale where there are none.
[[nodiscard]] QString settingsOf(const Recipe &recipe, Side side);

/// "seed 7 · λ 0.60 · s 1.00"
[[nodiscard]] QString rowSettingsOf(const Recipe &recipe);

/// The words between the time stamp and the hash of a run folder's name: "turtle and rocket".
[[nodiscard]] QString titleOfFolder(const QString &path);
/// The folder's name without its time stamp: "turtle-and-rocket_1f3a".
[[nodiscard]] QString shortNameOf(const QString &path);

/// "about 1.5 min" is "about 2 min"; below 90 seconds "about 12 s".
[[nodiscard]] QString aboutText(double seconds);
/// "1.5 GB"
[[nodiscard]] QString sizeText(std::uint64_t bytes, int decimals = 0);

/// Which maps a recipe keeps, as a sentence: "Every layer, head mean, all steps; every word."
[[nodiscard]] QString captureText(const CaptureWindow &capture);

[[nodiscard]] QStringList labelsOf(const std::vector<MapRow> &rows);

/// One frame as a picture of its own; null for an empty clip.
[[nodiscard]] QImage frameImage(const Clip &clip, int frame);
/// The middle frame, at most 68 px wide and high.
[[nodiscard]] QImage thumbnailOf(const Clip &clip);

} // namespace dare
