#include "widgets/viewer/PaneRenderer.h"

#include <QVector3D>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

/// Above twice the clip's size single pixels are shown as squares.
constexpr double kNearestAbove = 2.0;

int framesOf(const std::vector<PaneContent> &contents)
{
    int frames = 0;
    for (const PaneContent &content : contents)
        frames = std::max({frames, content.clip ? content.clip->frames : 0,
                           content.other ? content.other->frames : 0});
    return frames;
}

const Clip *clipOf(const std::shared_ptr<const Clip> &clip)
{
    return clip && !clip->empty() ? clip.get() : nullptr;
}

bool resized(const Clip *clip, const FitRect &rect)
{
    return clip != nullptr && (clip->width != rect.width || clip->height != rect.height);
}

/// `nearest` is left to the caller: it depends on the zoom.
PaneVariant variantOf(const ViewSpec &spec, const ViewPane &pane, PaneShade shade,
                      const PaneContent &content, const CompareCanvas &canvas)
{
    PaneVariant out;
    out.shade = shade;
    if (shade == PaneShade::Compare) {
        out.mode = pane.compare.mode;
        out.channels =
            out.mode == CompareMode::Difference ? pane.compare.channels : DiffChannels::Rgb;
        out.flipped = out.mode == CompareMode::Flip && pane.compare.flipped;
        out.resizedA = resized(clipOf(content.clip), canvas.a);
        out.resizedB = resized(clipOf(content.other), canvas.b);
    } else if (shade != PaneShade::Video) {
        out.cells = spec.style == MapStyle::Cells;
    }
    return out;
}

} // namespace

PaneRenderer::PaneRenderer(QOpenGLFunctions_3_3_Core *gl) : m_gl(gl), m_tables(gl)
{
    // The plainest, to know at the start whether the driver takes them.
    if (m_programs.of({}) != nullptr)
        m_gl->glGenVertexArrays(1, &m_vertexArray);
}

PaneRenderer::~PaneRenderer()
{
    if (m_vertexArray != 0)
        m_gl->glDeleteVertexArrays(1, &m_vertexArray);
}

void PaneRenderer::place(const QRectF &picture, const PaneView &view, double ratio, int height)
{
    const int left = static_cast<int>(std::lround(picture.left() * ratio));
    const int right = static_cast<int>(std::lround(picture.right() * ratio));
    const int top = static_cast<int>(std::lround(picture.top() * ratio));
    const int bottom = static_cast<int>(std::lround(picture.bottom() * ratio));
    m_gl->glViewport(left, height - bottom, right - left, bottom - top);
    QPointF centre((left + right) / 2.0, height - (top + bottom) / 2.0);
    // At whole factors clip pixels and screen pixels share their edges, or 1:1 would be a blur.
    // A clip that is fitted into another one's place has a product of two factors.
    if (std::abs(view.zoom - std::round(view.zoom)) < 1e-6) {
        const QPointF corner(centre.x() - view.centre.x() * view.zoom,
                             centre.y() + view.centre.y() * view.zoom);
        centre += QPointF(std::round(corner.x()), std::round(corner.y())) - corner;
    }
    m_program->setUniformValue("paneCentre", centre);
    m_program->setUniformValue("viewCentre", view.centre);
    m_program->setUniformValue("zoom", static_cast<float>(view.zoom));
}

void PaneRenderer::bindClip(Slot &slot, const PaneContent &content, int frame)
{
    m_gl->glActiveTexture(GL_TEXTURE0 + ClipUnit);
    slot.clip.bind(content.clip, frame);
}

void PaneRenderer::bindMap(Slot &slot, const ViewSpec &spec, const PaneContent &content,
                           PaneShade shade, int frame)
{
    const HeatMap &map = *content.map;
    m_gl->glActiveTexture(GL_TEXTURE0 + MapUnit);
    slot.map.bind(content.map);
    m_gl->glActiveTexture(GL_TEXTURE0 + TableUnit);
    const bool isSigned = shade == PaneShade::Signed;
    if (isSigned)
        m_tables.bindSigned();
    else
        m_tables.bindMass(spec.colorMap);
    const int layer = mapFrameOf(frame, slot.frames, map.frames);
    const float range = spec.scaleMode == ScaleMode::PerMap ? slot.map.ownScale()
                        : isSigned                          ? spec.diffMax
                                                            : spec.scaleMax;
    m_program->setUniformValue("heatLayer", layer);
    m_gl->glUniform2i(m_program->uniformLocation("heatSize"), map.width, map.height);
    m_program->setUniformValue("range", range);
    m_program->setUniformValue("lowest", massFloor(spec));
    m_program->setUniformValue("opacity", spec.opacity);
}

void PaneRenderer::bindCompare(Slot &slot, const ViewSpec &spec, const ViewPane &pane,
                               const PaneContent &content, const CompareCanvas &canvas)
{
    const Clip *a = clipOf(content.clip);
    const Clip *b = clipOf(content.other);
    if (a != nullptr)
        bindClip(slot, content, sourceFrame(spec, pane.source, spec.frame, m_frames));
    if (b != nullptr) {
        m_gl->glActiveTexture(GL_TEXTURE0 + OtherUnit);
        const int frame = sourceFrame(spec, pane.other, spec.frame, m_frames);
        slot.other.bind(content.other, frame);
    }
    m_gl->glActiveTexture(GL_TEXTURE0 + TableUnit);
    m_tables.bindSigned();
    const auto place = [this](const char *rectName, const char *sizeName, const FitRect &rect,
                              const Clip *clip) {
        m_gl->glUniform4i(m_program->uniformLocation(rectName), rect.x, rect.y, rect.width,
                          rect.height);
        m_gl->glUniform2i(m_program->uniformLocation(sizeName), clip != nullptr ? clip->width : 1,
                          clip != nullptr ? clip->height : 1);
    };
    place("rectA", "sizeA", canvas.a, a);
    place("rectB", "sizeB", canvas.b, b);
    const CompareLook &look = pane.compare;
    const WipeLine line = wipeLine(look.wipePos, look.wipeAngle, canvas.width, canvas.height);
    m_program->setUniformValue("wipe", QVector3D(line.normalX, line.normalY, line.limit));
    m_program->setUniformValue("mixing", look.mix);
    m_program->setUniformValue("gain", look.gain);
}

void PaneRenderer::begin()
{
    m_gl->glDisable(GL_BLEND);
    m_gl->glDisable(GL_DEPTH_TEST);
    m_gl->glDisable(GL_SCISSOR_TEST);
    m_gl->glBindVertexArray(m_vertexArray);
}

void PaneRenderer::end()
{
    m_gl->glActiveTexture(GL_TEXTURE0);
    m_gl->glUseProgram(0);
    m_gl->glBindVertexArray(0);
}

void PaneRenderer::drawPane(const ViewSpec &spec, const PaneContent &content, const PaneBox &box,
                            const PaneView &view, std::size_t pane, double ratio, int height)
{
    const bool hasClip =
        (content.clip && !content.clip->empty()) || (content.other && !content.other->empty());
    const bool hasMap = content.map && !content.map->empty();
    const PaneShade shade = paneShade(spec, spec.panes[pane], hasClip, hasMap);
    if (shade == PaneShade::Nothing)
        return;
    const CompareCanvas canvas = compareCanvas(clipOf(content.clip), clipOf(content.other));
    PaneVariant variant = variantOf(spec, spec.panes[pane], shade, content, canvas);
    variant.nearest = spec.nearest && view.zoom > kNearestAbove;
    m_program = m_programs.of(variant);
    if (m_program == nullptr)
        return;
    m_program->bind();
    place(box.picture, view, ratio, height);
    m_program->setUniformValue("clipSize", QSizeF(view.clip));
    const int frame = sourceFrame(spec, spec.panes[pane].source, spec.frame, m_frames);
    if (shade == PaneShade::Compare)
        bindCompare(*m_slots[pane], spec, spec.panes[pane], content, canvas);
    else if (hasClip)
        bindClip(*m_slots[pane], content, frame);
    if (shade != PaneShade::Video && shade != PaneShade::Compare)
        bindMap(*m_slots[pane], spec, content, shade, frame);
    m_gl->glDrawArrays(GL_TRIANGLES, 0, 3);
}

void PaneRenderer::draw(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                        const std::vector<PaneBox> &boxes, double ratio, int height)
{
    const QSize clip = clipSizeOf(contents);
    if (clip.isEmpty() || !error().isEmpty())
        return;
    while (m_slots.size() < contents.size())
        m_slots.push_back(std::make_unique<Slot>(m_gl));
    // Nine compared clips would keep their textures for ever; the panes of Inspect come back soon.
    constexpr std::size_t kKept = 5;
    while (m_slots.size() > std::max(contents.size(), kKept))
        m_slots.pop_back();
    begin();
    m_frames = framesOf(contents);
    for (std::size_t i = 0; i < std::min(contents.size(), boxes.size()); ++i) {
        m_slots[i]->frames = framesOfSource(spec, contents, spec.panes[i].source, m_frames);
        drawPane(spec, contents[i], boxes[i],
                 viewOfPane(spec, boxes, i, clip, ratio, ownSizeOf(contents[i], clip)), i, ratio,
                 height);
    }
    end();
}

void PaneRenderer::magnify(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                           const std::vector<PaneBox> &boxes, std::size_t pane,
                           const Magnifier &lens, double ratio, int height)
{
    const QSize clip = clipSizeOf(contents);
    if (pane >= std::min(contents.size(), m_slots.size()) || clip.isEmpty())
        return;
    PaneView view = viewOfPane(spec, boxes, pane, clip, ratio, ownSizeOf(contents[pane], clip));
    view.zoom *= lens.factor;
    view.centre = lens.centre;
    begin();
    drawPane(spec, contents[pane], {lens.picture, {}}, view, pane, ratio, height);
    end();
}

} // namespace dare
