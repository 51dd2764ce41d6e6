#pragma once

#include <QString>

namespace dare
{

/// @return a short number for a tick: "0", ".05", "1", "5e-05"; with its sign where `withSign`
[[nodiscard]] QString tickText(double value, bool withSign = false);

} // namespace dare
