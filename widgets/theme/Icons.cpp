#include "widgets/theme/Icons.h"

#include "widgets/theme/Theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace dare
{

namespace
{

QByteArray tintedSvg(const QString &name, const QColor &color)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("no icon named %s", qPrintable(name));
        return {};
    }
    return file.readAll().replace("currentColor", color.name().toUtf8());
}

QPixmap rendered(const QString &name, const QColor &color, QSize pixels)
{
    const QString key = QStringLiteral("dare-icon/%1/%2/%3x%4")
                            .arg(name, color.name())
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    const QByteArray svg = tintedSvg(name, color);
    if (!svg.isEmpty()) {
        QSvgRenderer renderer(svg);
        QPainter painter(&pixmap);
        renderer.render(&painter);
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class TintedIconEngine : public QIconEngine
{
public:
    TintedIconEngine(QString name, QColor Theme::*token) : m_name(std::move(name)), m_token(token)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        const int side = qMin(rect.width(), rect.height());
        QPixmap pixmap = tintedPixmap(m_name, colorFor(mode, state), side, ratio);
        painter->drawPixmap(rect.center() - QPoint((side - 1) / 2, (side - 1) / 2), pixmap);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return rendered(m_name, colorFor(mode, state), size);
    }
    QIconEngine *clone() const override { return new TintedIconEngine(m_name, m_token); }
    bool isNull() override { return false; }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode, QIcon::State state) const
    {
        const Theme &theme = currentTheme();
        if (mode == QIcon::Disabled)
            return mixed(theme.panel, theme.tx3, 0.5);
        if (m_token != nullptr)
            return theme.*m_token;
        return state == QIcon::On ? theme.accent : theme.tx2;
    }

    QString m_name;
    QColor Theme::*m_token;
};

} // namespace

QIcon themedIcon(const QString &name)
{
    return QIcon(new TintedIconEngine(name, nullptr));
}

QIcon themedIcon(const QString &name, QColor Theme::*token)
{
    return QIcon(new TintedIconEngine(name, token));
}

QPixmap tintedPixmap(const QString &name, const QColor &color, int size, double ratio)
{
    const int pixels = qRound(size * ratio);
    QPixmap pixmap = rendered(name, color, {pixels, pixels});
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

} // namespace dare
