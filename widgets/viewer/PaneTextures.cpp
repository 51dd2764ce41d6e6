#include "widgets/viewer/PaneTextures.h"

#include "core/types/ColorMap.h"

#include <algorithm>
#include <cstdint>

namespace dare
{

namespace
{

constexpr int kMostFrames = 128;
constexpr int kFewestFrames = 8;
/// What one clip may hold on the GPU: 81 frames of 832x480 fit.
constexpr std::int64_t kMostBytes = 132'000'000;

/// Drivers keep RGB8 as four bytes a pixel.
int framesFor(const Clip &clip)
{
    const std::int64_t bytes = std::int64_t{4} * clip.width * clip.height;
    const auto fitting = static_cast<int>(std::min<std::int64_t>(
        kMostFrames,
        std::max<std::int64_t>(kFewestFrames, kMostBytes / std::max<std::int64_t>(1, bytes))));
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
    release();
}

void ClipTexture::release()
{
    for (const Held &held : m_held) {
        if (held.texture != 0)
            m_gl->glDeleteTextures(1, &held.texture);
    }
    m_held.clear();
}

/// Keeps the textures where they fit the new clip.
void ClipTexture::take(const std::shared_ptr<const Clip> &clip)
{
    m_clip = clip;
    const auto count = static_cast<std::size_t>(framesFor(*m_clip));
    if (m_width != m_clip->width || m_height != m_clip->height || m_held.size() != count)
        release();
    m_width = m_clip->width;
    m_height = m_clip->height;
    m_held.resize(count);
    for (Held &held : m_held)
        held.frame = -1;
}

void ClipTexture::bind(const std::shared_ptr<const Clip> &clip, int frame)
{
    if (clip != m_clip)
        take(clip);
    frame = std::clamp(frame, 0, m_clip->frames - 1);
    Held &held = m_held[static_cast<std::size_t>(frame) % m_held.size()];
    const bool fresh = held.texture == 0;
    if (fresh)
        m_gl->glGenTextures(1, &held.texture);
    m_gl->glBindTexture(GL_TEXTURE_2D, held.texture);
    if (held.frame == frame)
        return;
    m_gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    const std::uint8_t *pixels = m_clip->frame(frame).data();
    if (fresh) {
        m_gl->glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB8, m_width, m_height, 0, GL_RGB,
                           GL_UNSIGNED_BYTE, pixels);
        plainSampling(m_gl, GL_TEXTURE_2D);
    } else {
        m_gl->glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, m_width, m_height, GL_RGB, GL_UNSIGNED_BYTE,
                              pixels);
    }
    m_gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    held.frame = frame;
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
