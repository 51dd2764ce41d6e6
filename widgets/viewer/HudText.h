#pragma once

#include <QFont>
#include <QHash>
#include <QOpenGLFunctions_3_3_Core>
#include <QSizeF>
#include <QString>

namespace dare
{

enum class HudFont { Sans, SansBold, Mono, Badge, Tick };

[[nodiscard]] QFont fontOf(HudFont font);

/// Text painted by QPainter once, white on clear, and kept as a texture: any script, shaped, with
/// system fallback. Needs the context current in every call and in the destructor.
class HudText
{
public:
    struct Image {
        GLuint texture = 0;
        QSizeF size; ///< logical pixels
        int lastUse = 0;
    };

    explicit HudText(QOpenGLFunctions_3_3_Core *gl) : m_gl(gl) {}
    ~HudText();
    HudText(const HudText &) = delete;
    HudText &operator=(const HudText &) = delete;

    /// @param ratio device pixels per logical pixel
    [[nodiscard]] const Image &image(const QString &text, HudFont font, double ratio);
    [[nodiscard]] static double widthOf(const QString &text, HudFont font);
    /// @return the text, cut with an ellipsis where it is wider
    [[nodiscard]] static QString fitted(const QString &text, HudFont font, double width);
    /// Call once a frame: drops what was not drawn lately.
    void endFrame();

private:
    [[nodiscard]] Image render(const QString &text, HudFont font, double ratio) const;

    QOpenGLFunctions_3_3_Core *m_gl;
    QHash<QString, Image> m_images;
    int m_frame = 0;
};

} // namespace dare
