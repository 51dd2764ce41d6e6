#include "widgets/viewer/Hud.h"

#include "widgets/theme/Theme.h"
#include "widgets/viewer/HudCanvas.h"
#include "widgets/viewer/HudParts.h"
#include "widgets/viewer/HudRegion.h"
#include "widgets/viewer/TickText.h"
#include "widgets/viewer/ViewModel.h"

#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>

namespace dare
{

using namespace hud;

namespace
{

constexpr double kBarWidth = 88.0;
constexpr double kLeastBar = 16.0;
constexpr double kBarHeight = 8.0;

QString notComparable()
{
    return QStringLiteral("not comparable");
}

Side sideOf(const ViewModel &model, std::size_t pane)
{
    const ViewSpec &spec = model.spec();
    return spec.sources[static_cast<std::size_t>(spec.panes[pane].source)].side;
}

const ViewSource &sourceOf(const ViewModel &model, std::size_t pane)
{
    const ViewSpec &spec = model.spec();
    return spec.sources[static_cast<std::size_t>(spec.panes[pane].source)];
}

/// What is left of a difference's title where its caption would have no room beside it: the panel
/// beside the panes says the rest.
QString shortTitle(const ViewModel &model, const ViewPane &pane)
{
    return model.diffOf() == DiffOf::BMinusA ? str(pane.title).section(QLatin1Char(','), 0, 0)
                                             : QStringLiteral("diff");
}

/// "+3 frames" of a side that is not in step with the other.
QString shiftOfPane(const ViewModel &model, std::size_t pane)
{
    return str(shiftText(model.spec(), model.spec().panes[pane].source));
}

} // namespace

Hud::Hud(QOpenGLFunctions_3_3_Core *gl) : m_context(ImGui::CreateContext()), m_text(gl)
{
    ImGui::SetCurrentContext(m_context);
    ImGuiIO &io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange;
    ImGui_ImplOpenGL3_Init("#version 330 core");
}

Hud::~Hud()
{
    ImGui::SetCurrentContext(m_context);
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext(m_context);
}

void Hud::setPointer(QPointF position, bool down)
{
    ImGui::SetCurrentContext(m_context);
    ImGuiIO &io = ImGui::GetIO();
    io.MousePos = {static_cast<float>(position.x()), static_cast<float>(position.y())};
    io.MouseDown[0] = down;
}

bool Hud::draw(const ViewModel &model, const std::vector<PaneBox> &boxes, QSizeF area, double ratio)
{
    m_boxes = boxes;
    m_ratio = ratio;
    m_mapClicked = false;
    m_neglectClicked.clear();
    ImGui::SetCurrentContext(m_context);
    ImGuiIO &io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(area.width()), static_cast<float>(area.height())};
    io.DisplayFramebufferScale = {static_cast<float>(ratio), static_cast<float>(ratio)};
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    HudCanvas canvas(ImGui::GetBackgroundDrawList(), &m_text, darkTheme(), ratio);
    // Captions stand beside the pictures, on the panel.
    HudCanvas captions(ImGui::GetBackgroundDrawList(), &m_text, currentTheme(), ratio);
    for (std::size_t i = 0; i < std::min(boxes.size(), model.spec().panes.size()); ++i) {
        if (model.workspace() == Workspace::Compare)
            drawComparePane(canvas, model, i);
        else if (boxes[i].caption.isEmpty())
            drawExplorePane(canvas, model, i);
        else
            drawInspectPane(canvas, captions, model, i);
    }
    drawRegion(canvas, model, boxes, ratio);
    ImGui::Render();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    m_text.endFrame();
    return m_mapClicked;
}

void Hud::drawExplorePane(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const QRectF &picture = m_boxes[pane].picture;
    if (pane > 0 && picture.left() > 0)
        canvas.box({picture.left() - 1.0, picture.top(), 1.0, picture.height()},
                   canvas.theme().line);
    if (model.run().running)
        drawProgress(canvas, model, pane);
    if (!model.spec().labels)
        return;
    const double inner = picture.width() - 2 * kEdge;
    const double preview = drawPreview(canvas, model, pane);
    drawSide(canvas, model, pane, inner - (preview > 0 ? preview + kEdge : 0.0));
    const double zoom = drawZoom(canvas, model, pane);
    drawMapState(canvas, model, pane, inner - zoom - kEdge);
    drawNeglect(canvas, model, pane);
}

void Hud::drawSide(HudCanvas &canvas, const ViewModel &model, std::size_t pane, double room)
{
    const ViewSource &source = sourceOf(model, pane);
    const double fixed = 2 * kPad + 16.0;
    QString preset = str(source.preset);
    QString settings = str(source.settings);
    const QString shift = shiftOfPane(model, pane);
    const double shiftWidth = shift.isEmpty() ? 0.0 : kPad + HudText::widthOf(shift, HudFont::Mono);
    const double presetRoom = room - fixed - kPad - shiftWidth;
    preset = presetRoom > 24.0 ? HudText::fitted(preset, HudFont::SansBold, presetRoom) : QString();
    const double settingsRoom = presetRoom - HudText::widthOf(preset, HudFont::SansBold) - kPad;
    settings =
        settingsRoom > 40.0 ? HudText::fitted(settings, HudFont::Mono, settingsRoom) : QString();
    double width = fixed + shiftWidth;
    if (!preset.isEmpty())
        width += kPad + HudText::widthOf(preset, HudFont::SansBold);
    if (!settings.isEmpty())
        width += kPad + HudText::widthOf(settings, HudFont::Mono);
    const QRectF label = labelAt(m_boxes[pane].picture, width, false, false);
    canvas.pill(label);
    double x = canvas.badge(label.topLeft() + QPointF(kPad, 0.0), kLine, source.side) + kPad;
    if (!shift.isEmpty())
        x = canvas.text({x, label.top()}, kLine, shift, HudFont::Mono, canvas.theme().tx) + kPad;
    x = canvas.text({x, label.top()}, kLine, preset, HudFont::SansBold, canvas.theme().tx) + kPad;
    canvas.text({x, label.top()}, kLine, settings, HudFont::Mono, canvas.theme().tx3);
}

double Hud::drawPreview(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const int step = model.previewStep(sideOf(model, pane));
    const int live = model.livePreviewSteps();
    if (step < 0 && live == 0)
        return 0.0;
    const QString text =
        live > 0 ? QStringLiteral("preview, %1 steps").arg(live)
                 : QStringLiteral("x̂₀ preview · step %1/%2").arg(step + 1).arg(model.stepCount());
    const double width = HudText::widthOf(text, HudFont::Sans) + 2 * kPad;
    const QRectF label = labelAt(m_boxes[pane].picture, width, true, false);
    canvas.pill(label);
    canvas.text(label.topLeft() + QPointF(kPad, 0.0), kLine, text, HudFont::Sans,
                canvas.theme().tx);
    return width;
}

double Hud::drawZoom(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const QSize clip = clipSizeOf(model.contents());
    if (clip.isEmpty())
        return 0.0;
    const double zoom = viewOfPane(model.spec(), m_boxes, pane, clip, m_ratio).zoom;
    const QString text = (model.zoom() > 0.0 ? QString() : QStringLiteral("fit ")) + zoomText(zoom);
    const double width = HudText::widthOf(text, HudFont::Mono) + 2 * kPad;
    const QRectF label = labelAt(m_boxes[pane].picture, width, false, true);
    canvas.pill(label);
    canvas.text(label.topLeft() + QPointF(kPad, 0.0), kLine, text, HudFont::Mono,
                canvas.theme().tx);
    return width;
}

void Hud::mapLabelAt(const QRectF &rect)
{
    const ImVec2 from{static_cast<float>(rect.left()), static_cast<float>(rect.top())};
    const ImVec2 to{static_cast<float>(rect.right()), static_cast<float>(rect.bottom())};
    if (ImGui::IsMouseClicked(0) && ImGui::IsMouseHoveringRect(from, to, false))
        m_mapClicked = true;
}

void Hud::drawMapState(HudCanvas &canvas, const ViewModel &model, std::size_t pane, double room)
{
    const Theme &theme = canvas.theme();
    const QString word = str(model.spec().word);
    if (model.mapShown() && model.contents()[pane].map) {
        drawScale(canvas, model, pane, word, room);
        if (model.spec().scaleMode == ScaleMode::PerMap)
            drawRemark(canvas, m_boxes[pane].picture, kEdge + kLine + 4.0, notComparable(),
                       canvas.theme().warn);
        return;
    }
    if (word.isEmpty())
        return;
    const bool off = !model.mapOn();
    const QString key = off ? QStringLiteral("M") : QString();
    QString text = off                            ? QStringLiteral("map off")
                   : model.livePreviewSteps() > 0 ? word + QStringLiteral(" · no map in a preview")
                   : model.mapNote().isEmpty()    ? word
                                                  : word + QStringLiteral(" · ") + model.mapNote();
    text = HudText::fitted(text, HudFont::Sans, room - 2 * kPad);
    double width = HudText::widthOf(text, HudFont::Sans) + 2 * kPad;
    if (off)
        width += kPad + HudText::widthOf(key, HudFont::Mono);
    const QRectF label = labelAt(m_boxes[pane].picture, width, true, true);
    canvas.pill(label);
    const double x =
        canvas.text(label.topLeft() + QPointF(kPad, 0.0), kLine, text, HudFont::Sans, theme.tx3);
    canvas.text({x + kPad, label.top()}, kLine, key, HudFont::Mono, theme.tx3);
    mapLabelAt(label);
}

void Hud::drawScale(HudCanvas &canvas, const ViewModel &model, std::size_t pane,
                    const QString &name, double room)
{
    const Theme &theme = canvas.theme();
    const ViewSpec &spec = model.spec();
    const PaneContent &content = model.contents()[pane];
    const bool isSigned = spec.panes[pane].kind == ViewPane::Kind::SignedMap;
    const double high =
        static_cast<double>(isSigned ? signedScale(spec, content) : massScale(spec, content));
    const QString from = tickText(isSigned ? -high : static_cast<double>(massFloor(spec)));
    const QString to = tickText(high, isSigned);
    const double ends = HudText::widthOf(from, HudFont::Tick) + HudText::widthOf(to, HudFont::Tick);
    // On a narrow picture the bar gives way, so that its ends stay on the picture.
    const double barWidth = std::clamp(room - 2 * kPad - ends - 2 * 4.0, kLeastBar, kBarWidth);
    const double fixed = 2 * kPad + ends + 2 * 4.0 + barWidth;
    const QString title = room - fixed - kPad > 24.0
                              ? HudText::fitted(name, HudFont::SansBold, room - fixed - kPad)
                              : QString();
    const double width =
        fixed + (title.isEmpty() ? 0.0 : kPad + HudText::widthOf(title, HudFont::SansBold));
    const QRectF label = labelAt(m_boxes[pane].picture, width, true, true);
    canvas.pill(label);
    double x = label.left() + kPad;
    if (!title.isEmpty())
        x = canvas.text({x, label.top()}, kLine, title, HudFont::SansBold, theme.tx) + kPad;
    x = canvas.text({x, label.top()}, kLine, from, HudFont::Tick, theme.tx2) + 4.0;
    const QRectF bar(x, label.top() + (kLine - kBarHeight) / 2.0, barWidth, kBarHeight);
    if (isSigned)
        canvas.signedBar(bar);
    else
        canvas.massBar(bar, spec.colorMap);
    canvas.text({bar.right() + 4.0, label.top()}, kLine, to, HudFont::Tick, theme.tx2);
    mapLabelAt(label);
}

void Hud::drawProgress(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const QRectF &picture = m_boxes[pane].picture;
    const int total = model.stepCount();
    if (total <= 0)
        return;
    const double share = double(model.stepsDone(sideOf(model, pane))) / double(total);
    canvas.box({picture.left(), picture.bottom() - 2.0, picture.width() * share, 2.0},
               canvas.theme().accent);
}

void Hud::drawRemark(HudCanvas &canvas, const QRectF &picture, double down, const QString &text,
                     const QColor &color)
{
    const QRectF label(picture.left() + kEdge, picture.top() + down,
                       HudText::widthOf(text, HudFont::Sans) + 2 * kPad, kLine);
    canvas.pill(label);
    canvas.text(label.topLeft() + QPointF(kPad, 0.0), kLine, text, HudFont::Sans, color);
}

void Hud::drawNote(HudCanvas &canvas, const QRectF &picture, const QString &note)
{
    const QString text = HudText::fitted(note, HudFont::Sans, picture.width() - 2 * kPad);
    const double width = HudText::widthOf(text, HudFont::Sans);
    canvas.text({picture.center().x() - width / 2.0, picture.center().y() - kLine / 2.0}, kLine,
                text, HudFont::Sans, canvas.theme().tx3);
}

void Hud::drawInspectPane(HudCanvas &canvas, HudCanvas &captions, const ViewModel &model,
                          std::size_t pane)
{
    const QRectF &picture = m_boxes[pane].picture;
    const ViewSpec &spec = model.spec();
    const PaneContent &content = model.contents()[pane];
    if (!content.clip && !content.map)
        drawNote(canvas, picture,
                 spec.word.empty() ? QStringLiteral("Select a word") : model.mapNote());
    if (!spec.labels)
        return;
    double down = kEdge;
    if (content.map && spec.scaleMode == ScaleMode::PerMap) {
        drawScale(canvas, model, pane, {}, picture.width() - 2 * kEdge);
        drawRemark(canvas, picture, down, notComparable(), canvas.theme().warn);
        down += kLine + 4.0;
    }
    // On a small pane the difference's caption goes into the picture: it may say "identical".
    if (!drawCaption(captions, model, pane) && spec.panes[pane].kind == ViewPane::Kind::SignedMap)
        drawRemark(canvas, picture, down, str(spec.panes[pane].caption), canvas.theme().tx);
    if (spec.panes[pane].kind == ViewPane::Kind::Video && model.zoom() > 0.0)
        drawZoom(canvas, model, pane);
}

bool Hud::drawCaption(HudCanvas &canvas, const ViewModel &model, std::size_t pane)
{
    const Theme &theme = canvas.theme();
    const QRectF &line = m_boxes[pane].caption;
    const double height = line.height();
    const ViewPane &what = model.spec().panes[pane];
    const bool hasMap = model.contents()[pane].map != nullptr;
    const bool video = what.kind == ViewPane::Kind::Video;
    double x = line.left();
    if (what.kind != ViewPane::Kind::SignedMap || model.diffOf() != DiffOf::BMinusA)
        x = canvas.badge(line.topLeft(), height, sideOf(model, pane)) + kPad;
    const QString shift = shiftOfPane(model, pane);
    const QString after = shift.isEmpty() ? QString() : QStringLiteral(" · ") + shift;
    const QString caption = hasMap ? str(what.caption) : QString();
    const double captionWidth = HudText::widthOf(caption, HudFont::Mono);
    QString name = (video ? str(sourceOf(model, pane).preset) : str(what.title)) + after;
    if (what.kind == ViewPane::Kind::SignedMap &&
        x + HudText::widthOf(name, HudFont::SansBold) + kPad + captionWidth > line.right())
        name = shortTitle(model, what) + after;
    x = canvas.text({x, line.top()}, height,
                    HudText::fitted(name, HudFont::SansBold, line.right() - x), HudFont::SansBold,
                    theme.tx) +
        kPad;
    if (!hasMap)
        return true;
    const QString when = video ? str(what.title) : QString();
    if (x + HudText::widthOf(when, HudFont::Sans) + kPad + captionWidth < line.right())
        x = canvas.text({x, line.top()}, height, when, HudFont::Sans, theme.tx2) + kPad;
    if (x + captionWidth > line.right())
        return false;
    canvas.text({line.right() - captionWidth, line.top()}, height, caption, HudFont::Mono,
                theme.tx3);
    return true;
}

} // namespace dare
