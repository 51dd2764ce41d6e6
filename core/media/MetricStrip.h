#pragma once

#include "core/media/ComparisonLayout.h"
#include "core/media/ComposingOptions.h"

namespace dare
{

/// Draws the curve, a line at `frame` and the value there. @param rect within the picture
void drawStrip(Picture &picture, const PixelRect &rect, const MetricStrip &strip, int frame,
               const TextPainter &text);

} // namespace dare
