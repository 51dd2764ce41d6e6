#include "widgets/viewer/PaneTextures.h"

#include "core/types/ColorMap.h"

#include <algorithm>
#include <cstdint>

namespace dare
{

namespace
{

/// OpenGL 3.3 promises 256 layers; fewer keep a long high-resolution clip out of memory.
constexpr int kMostLayers = 128;
constexpr int kFewestLayers = 8;
/// What one clip may hold on the GPU: 10 frames of 832x480, all of a small clip. A frame is brought
/// in a millisecond; a software renderer clears what is asked for, which took 0.4 s for 81 frames.
constexpr std::int64_t kMostBytes = 16'000'000;

/// Drivers keep RGB8 as four bytes a pixel.
int layersFor(const Clip &clip)
{
    const std::int64_t bytes = std::int64_t{4} * clip.width * clip.height;
    const auto fitting = static_cast<int>(std::min<std::int64_t>(
        kMostLayers,
        std::max<std::int64_t>(kFewestLayers, kMostBytes / std::max<std::int64_t>(1, bytes))));
    return std::clamp(clip.frames, 1, fitting);
}

void plainSampling(QOpenGLFunctions_3_3_Core *gl, GLenum target)
{
    gl->glTexParameteri(target, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    gl->glTexParameteri(target, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    gl->glTexParameteri(target, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    gl->glTexParameteri(target, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

} // namespace

ClipTexture::~ClipTexture()
{
    if (m_texture != 0)
        m_gl->glDeleteTextures(1, &m_texture);
}

void ClipTexture::allocate()
{
    const int layers = layersFor(*m_clip);
    const bool fits = m_texture != 0 && m_width == m_clip->width && m_height == m_clip->height &&
                      static_cast<int>(m_frameOfLayer.size()) == layers;
    m_frameOfLayer.assign(static_cast<std::size_t>(layers), -1);
    if (fits)
        return;
    if (m_texture == 0)
        m_gl->glGenTextures(1, &m_texture);
    m_width = m_clip->width;
    m_height = m_clip->height;
    m_gl->glBindTexture(GL_TEXTURE_2D_ARRAY, m_texture);
    m_gl->glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_RGB8, m_width, m_height, layers, 0, GL_RGB,
                       GL_UNSIGNED_BYTE, nullptr);
    plainSampling(m_gl, GL_TEXTURE_2D_ARRAY);
}

int ClipTexture::bind(const std::shared_ptr<const Clip> &clip, int frame)
{
    if (clip != m_clip) {
        m_clip = clip;
        allocate();
    }
    frame = std::clamp(frame, 0, m_clip->frames - 1);
    const int layer = frame % static_cast<int>(m_frameOfLayer.size());
    m_gl->glBindTexture(GL_TEXTURE_2D_ARRAY, m_texture);
    int &held = m_frameOfLayer[static_cast<std::size_t>(layer)];
    if (held != frame) {
        m_gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
        m_gl->glTexSubImage3D(GL_TEXTURE_2D_ARRAY, 0, 0, 0, layer, m_width, m_height, 1, GL_RGB,
                              GL_UNSIGNED_BYTE, m_clip->frame(frame).data());
        m_gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
        held = frame;
    }
    return layer;
}

MapTexture::~MapTexture()
{
    if (m_texture != 0)
        m_gl->glDeleteTextures(1, &m_texture);
}

void MapTexture::bind(const std::shared_ptr<const HeatMap> &map)
{
    if (m_texture == 0)
        m_gl->glGenTextures(1, &m_texture);
    m_gl->glBindTexture(GL_TEXTURE_2D_ARRAY, m_texture);
    if (map == m_map)
        return;
    m_map = map;
    m_ownScale = sharedScale({map});
    m_gl->glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_R32F, map->width, map->height, map->frames, 0,
                       GL_RED, GL_FLOAT, map->values.data());
    plainSampling(m_gl, GL_TEXTURE_2D_ARRAY);
}

TableTexture::~TableTexture()
{
    if (!m_textures.empty())
        m_gl->glDeleteTextures(static_cast<GLsizei>(m_textures.size()), m_textures.data());
}

void TableTexture::bind(int which)
{
    if (m_textures.empty()) {
        m_textures.resize(colors::kMass.size() + 1);
        m_gl->glGenTextures(static_cast<GLsizei>(m_textures.size()), m_textures.data());
        for (std::size_t i = 0; i < m_textures.size(); ++i) {
            const ColorTable table = i < colors::kMass.size() ? colors::kMass[i] : signedTable();
            m_gl->glBindTexture(GL_TEXTURE_2D, m_textures[i]);
            m_gl->glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, 256, 1, 0, GL_RGB, GL_UNSIGNED_BYTE,
                               table.data());
            plainSampling(m_gl, GL_TEXTURE_2D);
        }
    }
    m_gl->glBindTexture(GL_TEXTURE_2D, m_textures[static_cast<std::size_t>(which)]);
}

void TableTexture::bindMass(ColorMapName colorMap)
{
    bind(static_cast<int>(colorMap));
}

void TableTexture::bindSigned()
{
    bind(static_cast<int>(colors::kMass.size()));
}

} // namespace dare
