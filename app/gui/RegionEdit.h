#pragma once

namespace dare
{

struct ViewModels;

/// Makes every edit of the region an entry of the window's undo stack.
void undoRegionEdits(ViewModels &models);

} // namespace dare
