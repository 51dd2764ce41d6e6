#include "widgets/viewer/HudText.h"

#include "widgets/theme/Fonts.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include <cmath>

namespace dare
{

namespace
{

constexpr int kKeepFrames = 120;
constexpr int kKeepImages = 96;

} // namespace

QFont fontOf(HudFont font)
{
    switch (font) {
    case HudFont::Sans:
        return sansFont(11);
    case HudFont::SansBold:
        return sansFont(11, QFont::DemiBold);
    case HudFont::Mono:
        return monoFont(11);
    case HudFont::Badge:
        return sansFont(11, QFont::Bold);
    case HudFont::Tick:
        return monoFont(10);
    }
    return sansFont(11);
}

HudText::~HudText()
{
    for (const Image &image : std::as_const(m_images))
        m_gl->glDeleteTextures(1, &image.texture);
}

double HudText::widthOf(const QString &text, HudFont font)
{
    return std::ceil(QFontMetricsF(fontOf(font)).horizontalAdvance(text));
}

QString HudText::fitted(const QString &text, HudFont font, double width)
{
    return QFontMetricsF(fontOf(font)).elidedText(text, Qt::ElideRight, width);
}

HudText::Image HudText::render(const QString &text, HudFont font, double ratio) const
{
    const QFontMetricsF metrics(fontOf(font));
    Image image;
    image.size =
        QSizeF(std::ceil(metrics.horizontalAdvance(text)) + 2.0, std::ceil(metrics.height()));
    const QSize pixels(static_cast<int>(std::ceil(image.size.width() * ratio)),
                       static_cast<int>(std::ceil(image.size.height() * ratio)));
    QImage picture(pixels, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    picture.setDevicePixelRatio(ratio);
    QPainter painter(&picture);
    painter.setFont(fontOf(font));
    painter.setPen(Qt::white);
    painter.drawText(QPointF(0.0, std::round(metrics.ascent())), text);
    painter.end();
    image.size = QSizeF(pixels) / ratio;
    // ImGui blends straight alpha: white everywhere, coverage in alpha.
    QImage straight = picture.convertToFormat(QImage::Format_RGBA8888);
    for (int y = 0; y < straight.height(); ++y) {
        uchar *line = straight.scanLine(y);
        for (int x = 0; x < straight.width(); ++x)
            line[4 * x] = line[4 * x + 1] = line[4 * x + 2] = 255;
    }
    m_gl->glGenTextures(1, &image.texture);
    m_gl->glBindTexture(GL_TEXTURE_2D, image.texture);
    m_gl->glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, pixels.width(), pixels.height(), 0, GL_RGBA,
                       GL_UNSIGNED_BYTE, straight.constBits());
    m_gl->glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    m_gl->glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    m_gl->glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    m_gl->glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return image;
}

const HudText::Image &HudText::image(const QString &text, HudFont font, double ratio)
{
    const QString key = QStringLiteral("%1|%2|").arg(static_cast<int>(font)).arg(ratio) + text;
    auto found = m_images.find(key);
    if (found == m_images.end())
        found = m_images.insert(key, render(text, font, ratio));
    found->lastUse = m_frame;
    return *found;
}

void HudText::endFrame()
{
    ++m_frame;
    if (m_images.size() <= kKeepImages)
        return;
    m_images.removeIf([this](const QHash<QString, Image>::iterator &entry) {
        if (m_frame - entry->lastUse < kKeepFrames)
            return false;
        m_gl->glDeleteTextures(1, &entry->texture);
        return true;
    });
}

} // namespace dare
