#pragma once

#include "widgets/viewer/PaneLayout.h"

namespace dare
{

class HudCanvas;
class ViewModel;

/// Draws the region's box with its handles on every pane.
void drawRegion(HudCanvas &canvas, const ViewModel &model, const std::vector<PaneBox> &boxes,
                double ratio);

} // namespace dare
