#pragma once

#include "core/types/ViewSpec.h"

#include <QOpenGLFunctions_3_3_Core>

#include <memory>
#include <vector>

namespace dare
{

/// The texture units of pane.frag's samplers.
enum PaneUnit { ClipUnit, MapUnit, TableUnit, OtherUnit };

/// A clip on the GPU: one texture per frame, made when it is first shown, so that opening a long
/// clip asks for no memory at once. Long clips share the textures, newest frame wins. Needs the
/// context current in every call.
class ClipTexture
{
public:
    explicit ClipTexture(QOpenGLFunctions_3_3_Core *gl) : m_gl(gl) {}
    ~ClipTexture();
    ClipTexture(const ClipTexture &) = delete;
    ClipTexture &operator=(const ClipTexture &) = delete;

    /// Binds `frame` to the active unit; frames beyond the clip's end show its last one.
    void bind(const std::shared_ptr<const Clip> &clip, int frame);

private:
    void take(const std::shared_ptr<const Clip> &clip);
    void release();

    struct Held {
        GLuint texture = 0;
        int frame = -1;
    };
    QOpenGLFunctions_3_3_Core *m_gl;
    std::shared_ptr<const Clip> m_clip;
    std::vector<Held> m_held;
    int m_width = 0;
    int m_height = 0;
};

/// A map on the GPU as R32F, one layer per map frame, uploaded whole; and its own range.
class MapTexture
{
public:
    explicit MapTexture(QOpenGLFunctions_3_3_Core *gl) : m_gl(gl) {}
    ~MapTexture();
    MapTexture(const MapTexture &) = delete;
    MapTexture &operator=(const MapTexture &) = delete;

    void bind(const std::shared_ptr<const HeatMap> &map);
    /// The range of this map alone.
    [[nodiscard]] float ownScale() const { return m_ownScale; }

private:
    QOpenGLFunctions_3_3_Core *m_gl;
    std::shared_ptr<const HeatMap> m_map;
    GLuint m_texture = 0;
    float m_ownScale = 1.0F;
};

/// The mass and signed colour tables as 256 x 1 textures.
class TableTexture
{
public:
    explicit TableTexture(QOpenGLFunctions_3_3_Core *gl) : m_gl(gl) {}
    ~TableTexture();
    TableTexture(const TableTexture &) = delete;
    TableTexture &operator=(const TableTexture &) = delete;

    void bindMass(ColorMapName colorMap);
    void bindSigned();

private:
    void bind(int which);

    QOpenGLFunctions_3_3_Core *m_gl;
    std::vector<GLuint> m_textures; ///< one per mass map, then the signed one
};

} // namespace dare
