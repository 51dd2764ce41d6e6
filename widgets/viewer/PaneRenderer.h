#pragma once

#include "widgets/viewer/PaneLayout.h"
#include "widgets/viewer/PanePrograms.h"
#include "widgets/viewer/PaneTextures.h"

#include <memory>
#include <vector>

namespace dare
{

/// A part of a pane shown larger.
struct Magnifier {
    QRectF picture; ///< where, widget pixels
    QPointF centre; ///< clip pixel in its middle
    double factor = 4.0;
};

/// Draws the pixels of every pane: video, overlay, map or signed map, as core/types/MapShade.h
/// says. Lives with one OpenGL context, which must be current in every call and in the destructor.
class PaneRenderer
{
public:
    explicit PaneRenderer(QOpenGLFunctions_3_3_Core *gl);
    ~PaneRenderer();
    PaneRenderer(const PaneRenderer &) = delete;
    PaneRenderer &operator=(const PaneRenderer &) = delete;

    /// Empty where the shaders were built.
    [[nodiscard]] QString error() const { return m_programs.error(); }

    /// @param ratio device pixels per widget pixel @param height of the surface, device pixels
    void draw(const ViewSpec &spec, const std::vector<PaneContent> &contents,
              const std::vector<PaneBox> &boxes, double ratio, int height);

    /// Draws one pane once more, enlarged around a clip pixel, into a box of its own.
    void magnify(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                 const std::vector<PaneBox> &boxes, std::size_t pane, const Magnifier &lens,
                 double ratio, int height);

private:
    void begin();
    void end();
    struct Slot {
        explicit Slot(QOpenGLFunctions_3_3_Core *gl) : clip(gl), other(gl), map(gl) {}
        ClipTexture clip;
        ClipTexture other; ///< B of a comparing pane
        MapTexture map;
        int frames = 0; ///< of the source's own clip
    };
    void place(const QRectF &picture, const PaneView &view, double ratio, int height);
    void drawPane(const ViewSpec &spec, const PaneContent &content, const PaneBox &box,
                  const PaneView &view, std::size_t pane, double ratio, int height);
    void bindCompare(Slot &slot, const ViewSpec &spec, const ViewPane &pane,
                     const PaneContent &content, const CompareCanvas &canvas);
    void bindClip(Slot &slot, const PaneContent &content, int frame);
    void bindMap(Slot &slot, const ViewSpec &spec, const PaneContent &content, PaneShade shade,
                 int frame);

    QOpenGLFunctions_3_3_Core *m_gl;
    PanePrograms m_programs;
    QOpenGLShaderProgram *m_program = nullptr; ///< of the pane being drawn
    TableTexture m_tables;
    std::vector<std::unique_ptr<Slot>> m_slots; ///< one per pane
    int m_frames = 0;                           ///< of the longest clip shown
    GLuint m_vertexArray = 0;
};

} // namespace dare
