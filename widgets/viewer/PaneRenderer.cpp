#include "widgets/viewer/PaneRenderer.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

/// Above twice the clip's size single pixels are shown as squares.
constexpr double kNearestAbove = 2.0;

enum Unit { ClipUnit, MapUnit, TableUnit };

int framesOf(const std::vector<PaneContent> &contents)
{
    int frames = 0;
    for (const PaneContent &content : contents)
        frames = std::max(frames, content.clip ? content.clip->frames : 0);
    return frames;
}

} // namespace

PaneRenderer::PaneRenderer(QOpenGLFunctions_3_3_Core *gl) : m_gl(gl), m_tables(gl)
{
    const bool built = m_program.addShaderFromSourceFile(QOpenGLShader::Vertex,
                                                         QStringLiteral(":/shaders/pane.vert")) &&
                       m_program.addShaderFromSourceFile(QOpenGLShader::Fragment,
                                                         QStringLiteral(":/shaders/pane.frag")) &&
                       m_program.link();
    if (!built) {
        m_error =
            QStringLiteral("The viewer's shader was refused by the driver: ") + m_program.log();
        return;
    }
    m_gl->glGenVertexArrays(1, &m_vertexArray);
    m_program.bind();
    m_program.setUniformValue("clip", ClipUnit);
    m_program.setUniformValue("heat", MapUnit);
    m_program.setUniformValue("table", TableUnit);
    m_program.release();
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
    const QPointF centre((left + right) / 2.0, height - (top + bottom) / 2.0);
    m_program.setUniformValue("paneCentre", centre);
    m_program.setUniformValue("viewCentre", view.centre);
    m_program.setUniformValue("zoom", static_cast<float>(view.zoom));
}

void PaneRenderer::bindClip(Slot &slot, const PaneContent &content, int frame)
{
    m_gl->glActiveTexture(GL_TEXTURE0 + ClipUnit);
    m_program.setUniformValue("clipLayer", slot.clip.bind(content.clip, frame));
}

void PaneRenderer::bindMap(Slot &slot, const ViewSpec &spec, const PaneContent &content,
                           PaneShade shade, int clipFrames)
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
    const int frame = std::clamp(mapFrameOf(spec.frame, clipFrames, map.frames), 0, map.frames - 1);
    const float range = spec.scaleMode == ScaleMode::PerMap ? slot.map.ownScale()
                        : isSigned                          ? spec.diffMax
                                                            : spec.scaleMax;
    m_program.setUniformValue("heatLayer", frame);
    m_gl->glUniform2i(m_program.uniformLocation("heatSize"), map.width, map.height);
    m_program.setUniformValue("range", range);
    m_program.setUniformValue("opacity", spec.opacity);
    m_program.setUniformValue("cells", spec.style == MapStyle::Cells);
}

void PaneRenderer::draw(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                        const std::vector<PaneBox> &boxes, double ratio, int height)
{
    const QSize clip = clipSizeOf(contents);
    if (clip.isEmpty() || !m_error.isEmpty())
        return;
    while (m_slots.size() < contents.size())
        m_slots.push_back(std::make_unique<Slot>(m_gl));
    m_gl->glDisable(GL_BLEND);
    m_gl->glDisable(GL_DEPTH_TEST);
    m_gl->glDisable(GL_SCISSOR_TEST);
    m_gl->glBindVertexArray(m_vertexArray);
    m_program.bind();
    const int frames = framesOf(contents);
    for (std::size_t i = 0; i < std::min(contents.size(), boxes.size()); ++i) {
        const PaneContent &content = contents[i];
        const bool hasClip = content.clip && !content.clip->empty();
        const bool hasMap = content.map && !content.map->empty();
        const PaneShade shade = paneShade(spec, spec.panes[i], hasClip, hasMap);
        if (shade == PaneShade::Nothing)
            continue;
        const PaneView view = viewOfPane(spec, boxes, i, clip, ratio);
        place(boxes[i].picture, view, ratio, height);
        // Sides may differ in size; a pane shows its own clip, at the place of the first one.
        m_program.setUniformValue(
            "clipSize", hasClip ? QSizeF(content.clip->width, content.clip->height) : QSizeF(clip));
        m_program.setUniformValue("nearest", spec.nearest && view.zoom > kNearestAbove);
        m_program.setUniformValue("shade", static_cast<int>(shade));
        if (hasClip)
            bindClip(*m_slots[i], content, spec.frame);
        if (shade != PaneShade::Video)
            bindMap(*m_slots[i], spec, content, shade, frames);
        m_gl->glDrawArrays(GL_TRIANGLES, 0, 3);
    }
    m_gl->glActiveTexture(GL_TEXTURE0);
    m_program.release();
    m_gl->glBindVertexArray(0);
}

} // namespace dare
