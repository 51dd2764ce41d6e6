#pragma once

#include "core/types/Recipe.h"
#include "widgets/shell/RestoreDialog.h"

#include <vector>

namespace dare
{

/// Every value that would change if `then` took the place of `now`, in the order of the recipe.
[[nodiscard]] std::vector<SettingChange> changesBetween(const Recipe &now, const Recipe &then);

} // namespace dare
