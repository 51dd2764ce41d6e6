// The badge of neglected words on a picture.
#include "widgets/viewer/Hud.h"
#include "widgets/viewer/HudCanvas.h"
#include "widgets/viewer/HudParts.h"
#include "widgets/viewer/ViewModel.h"

#include <imgui.h>

namespace dare
{

using namespace hud;

namespace
{

constexpr double kSign = 16.0;

} // namespace

void Hud::drawNeglect(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const ViewSpec &spec = model.spec();
    const Side side = spec.sources[static_cast<std::size_t>(spec.panes[pane].source)].side;
    const std::vector<NeglectMark> &marks = model.neglected(side);
    // The run's badges say nothing of a preview with other values.
    if (marks.empty() || model.livePreviewSteps() > 0)
        return;
    QStringList words;
    for (const NeglectMark &mark : marks)
        words << QString::fromStdString(mark.word);
    const QRectF &picture = m_boxes[pane].picture;
    const QString text =
        HudText::fitted(words.join(QStringLiteral(", ")) + QStringLiteral(" neglected"),
                        HudFont::Sans, picture.width() - 2 * kEdge - 2 * kPad - kSign);
    const double width = HudText::widthOf(text, HudFont::Sans) + 2 * kPad + kSign;
    // The map's label has the corner where a word is selected.
    const double up = spec.word.empty() ? 0.0 : kLine + 4.0;
    const QRectF label(picture.right() - kEdge - width, picture.bottom() - kEdge - kLine - up,
                       width, kLine);
    canvas.pill(label);
    const double x =
        canvas.triangle(label.topLeft() + QPointF(kPad, 0.0), kLine, canvas.theme().warn);
    canvas.text({x, label.top()}, kLine, text, HudFont::Sans, canvas.theme().warn);
    const ImVec2 from{static_cast<float>(label.left()), static_cast<float>(label.top())};
    const ImVec2 to{static_cast<float>(label.right()), static_cast<float>(label.bottom())};
    if (ImGui::IsMouseClicked(0) && ImGui::IsMouseHoveringRect(from, to, false))
        m_neglectClicked = words.constFirst();
}

} // namespace dare
