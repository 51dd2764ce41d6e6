#pragma once

#include "app/gui/SourceIds.h"
#include "core/media/ClipCache.h"
#include "widgets/compare/CompareModel.h"

namespace dare
{

/// Reads a source for the Compare page: pixels, labels, where they come from. What cannot be read
/// is answered with the reason. @thread worker
[[nodiscard]] CompareAnswer readAnswer(ClipCache &cache, const QString &id);

} // namespace dare
