#include "widgets/viewer/HudRegion.h"

#include "widgets/viewer/HudCanvas.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/RegionTool.h"
#include "widgets/viewer/ViewModel.h"

namespace dare
{

namespace
{

constexpr double kHandle = 3.5; // half the side of a handle

void outline(HudCanvas &canvas, const QRectF &rect, const QColor &color, double width)
{
    canvas.line(rect.topLeft(), rect.topRight(), color, width);
    canvas.line(rect.topRight(), rect.bottomRight(), color, width);
    canvas.line(rect.bottomRight(), rect.bottomLeft(), color, width);
    canvas.line(rect.bottomLeft(), rect.topLeft(), color, width);
}

} // namespace

void drawRegion(HudCanvas &canvas, const ViewModel &model, const std::vector<PaneBox> &boxes,
                double ratio)
{
    if (model.workspace() != Workspace::Inspect)
        return;
    const QColor light = canvas.theme().tx;
    QColor dark = canvas.theme().viewer;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const auto region = regionOnPane(model, boxes, i, ratio);
        if (!region)
            continue;
        const QRectF shown = region->intersected(boxes[i].picture);
        if (shown.isEmpty())
            continue;
        // Light on dark: readable on every map and on the white of signed ones.
        outline(canvas, shown, dark, 3.0);
        outline(canvas, shown, light, 1.5);
        if (!model.region()->toolOn())
            continue;
        for (const QPointF &corner :
             {shown.topLeft(), shown.topRight(), shown.bottomLeft(), shown.bottomRight()}) {
            const QRectF handle(corner - QPointF(kHandle, kHandle),
                                QSizeF(2 * kHandle, 2 * kHandle));
            canvas.box(handle.adjusted(-1, -1, 1, 1), dark);
            canvas.box(handle, light);
        }
    }
}

} // namespace dare
