#pragma once

#include <QString>

namespace dare
{

/// @return a short number for a tick: "0", ".05", "1", "5e-05"; with its sign where `withSign`
[[nodiscard]] QString tickText(double value, bool withSign = false);

/// "4.0×", "0.58×": screen pixels for one of the clip.
[[nodiscard]] QString zoomText(double zoom);

} // namespace dare
