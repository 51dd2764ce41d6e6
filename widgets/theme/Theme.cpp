#include "widgets/theme/Theme.h"

#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusReply>
#include <QDBusVariant>
#include <QFile>
#include <QGuiApplication>

#include <algorithm>
#include <utility>
#include <vector>

namespace dare
{

namespace
{

Theme makeDark()
{
    return Theme{.dark = true,
                 .bg = 0x121314,
                 .panel = 0x1a1b1d,
                 .raised = 0x242629,
                 .field = 0x0f1011,
                 .hover = 0x2b2e32,
                 .track = 0x34373b,
                 .line = 0x2a2c2f,
                 .line2 = 0x3b3e43,
                 .tx = 0xe9eaec,
                 .tx2 = 0xb0b4ba,
                 .tx3 = 0x969ba3,
                 .accent = 0x4cc2ff,
                 .onAccent = 0x03202d,
                 .accentTint = 0x12303f,
                 .sideA = 0xd3d6da,
                 .warn = 0xf2b84b,
                 .warnTint = 0x3a2d12,
                 .err = 0xff8078,
                 .errTint = 0x3b1a18,
                 .ok = 0x7fd1a0,
                 .viewer = 0x08090a};
}

Theme makeLight()
{
    return Theme{.dark = false,
                 .bg = 0xe4e6e8,
                 .panel = 0xf7f8f9,
                 .raised = 0xffffff,
                 .field = 0xffffff,
                 .hover = 0xeceef0,
                 .track = 0xccd0d4,
                 .line = 0xd8dbde,
                 .line2 = 0xc0c4c9,
                 .tx = 0x17191b,
                 .tx2 = 0x474c53,
                 .tx3 = 0x5a6068,
                 .accent = 0x0863ae,
                 .onAccent = 0xffffff,
                 .accentTint = 0xdcecf9,
                 .sideA = 0x4a4f56,
                 .warn = 0x8a5a00,
                 .warnTint = 0xfbecc9,
                 .err = 0xb3261e,
                 .errTint = 0xfbe3e1,
                 .ok = 0x1d7a46,
                 .viewer = 0x1c1d1f};
}

Theme contrasted(Theme theme)
{
    theme.line = theme.line2;
    theme.line2 = theme.tx3;
    theme.track = mixed(theme.track, theme.tx3, 0.35);
    return theme;
}

std::vector<std::pair<QString, QColor>> tokensOf(const Theme &theme)
{
    return {{"bg", theme.bg},
            {"panel", theme.panel},
            {"raised", theme.raised},
            {"field", theme.field},
            {"hover", theme.hover},
            {"track", theme.track},
            {"line", theme.line},
            {"line2", theme.line2},
            {"tx", theme.tx},
            {"tx2", theme.tx2},
            {"tx3", theme.tx3},
            {"accent", theme.accent},
            {"onAccent", theme.onAccent},
            {"accentTint", theme.accentTint},
            {"accentLine", mixed(theme.line2, theme.accent, 0.45)},
            {"accentHover", mixed(theme.accent, theme.tx, 0.15)},
            {"sideA", theme.sideA},
            {"warn", theme.warn},
            {"warnTint", theme.warnTint},
            {"err", theme.err},
            {"errTint", theme.errTint},
            {"ok", theme.ok},
            {"viewer", theme.viewer}};
}

} // namespace

const Theme &darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &lightTheme()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &darkContrastTheme()
{
    static const Theme theme = contrasted(makeDark());
    return theme;
}

const Theme &lightContrastTheme()
{
    static const Theme theme = contrasted(makeLight());
    return theme;
}

const Theme &currentTheme()
{
    const QPalette palette = QGuiApplication::palette();
    const bool dark = palette.color(QPalette::Window).lightness() < 128;
    const Theme &raised = dark ? darkContrastTheme() : lightContrastTheme();
    // The border's colour tells which of the two it is.
    if (palette.color(QPalette::Mid) == raised.line2)
        return raised;
    return dark ? darkTheme() : lightTheme();
}

const Theme &desktopTheme()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (bus.isConnected()) {
        QDBusMessage read = QDBusMessage::createMethodCall(
            "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings", "Read");
        read << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme");
        const QDBusReply<QDBusVariant> reply = bus.call(read, QDBus::Block, 200);
        if (reply.isValid()) {
            QVariant value = reply.value().variant();
            // Read() wraps the value twice.
            if (value.canConvert<QDBusVariant>())
                value = value.value<QDBusVariant>().variant();
            if (value.toUInt() == 1)
                return darkTheme();
            if (value.toUInt() == 2)
                return lightTheme();
        }
    }
    return currentTheme();
}

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &color) {
        palette.setColor(role, color);
    };
    set(QPalette::Window, theme.panel);
    set(QPalette::WindowText, theme.tx);
    set(QPalette::Base, theme.field);
    set(QPalette::AlternateBase, theme.hover);
    set(QPalette::Text, theme.tx);
    set(QPalette::PlaceholderText, theme.tx3);
    set(QPalette::Button, theme.raised);
    set(QPalette::ButtonText, theme.tx);
    set(QPalette::BrightText, theme.tx);
    set(QPalette::Light, theme.hover);
    set(QPalette::Midlight, theme.hover);
    set(QPalette::Mid, theme.line2);
    set(QPalette::Dark, theme.line2);
    set(QPalette::Shadow, theme.line);
    set(QPalette::Highlight, theme.accent);
    set(QPalette::HighlightedText, theme.onAccent);
    set(QPalette::Link, theme.accent);
    set(QPalette::LinkVisited, theme.accent);
    set(QPalette::ToolTipBase, theme.raised);
    set(QPalette::ToolTipText, theme.tx);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, mixed(theme.panel, theme.tx3, 0.6));
    return palette;
}

QColor mixed(const QColor &under, const QColor &over, double share)
{
    const auto channel = [share](int low, int high) {
        return static_cast<int>(low + (high - low) * share + 0.5);
    };
    return {channel(under.red(), over.red()), channel(under.green(), over.green()),
            channel(under.blue(), over.blue())};
}

QString styleSheetOf(const Theme &theme, const QString &iconFolder)
{
    QFile file(QStringLiteral(":/theme/workbench.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    auto tokens = tokensOf(theme);
    // Longest first: @accent is the beginning of @accentTint.
    std::sort(tokens.begin(), tokens.end(), [](const auto &left, const auto &right) {
        return left.first.size() > right.first.size();
    });
    for (const auto &[token, color] : tokens)
        sheet.replace(QLatin1Char('@') + token, color.name());
    return sheet.replace(QStringLiteral("@icons"), iconFolder);
}

} // namespace dare
