#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Result.h"
#include "widgets/shell/ModelCheckCard.h"

namespace dare
{

/// What the card of a refused folder says.
/// @param info of the folder, or why it could not be looked at @param kept model in use, may be
/// empty
[[nodiscard]] ModelCheck modelCheckOf(const QString &folder, const Result<ModelInfo> &info,
                                      const QString &kept);

/// "4.97 GB"
[[nodiscard]] QString bytesText(std::uint64_t bytes);

} // namespace dare
