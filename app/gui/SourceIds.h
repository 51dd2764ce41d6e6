#pragma once

#include "core/types/Recipe.h"

#include <QString>

namespace dare
{

/// The id of one side of a run, and of what was dropped on A or B: a run stands for that side.
[[nodiscard]] QString sourceId(const QString &run, Side side);
[[nodiscard]] QString idOfDropped(const QString &path, Side side);

/// @return whether an id names one side of a run
[[nodiscard]] bool sourceIsSide(const QString &id);

} // namespace dare
