#include "widgets/theme/DesktopTheme.h"

#include <QDBusConnection>

namespace dare
{

DesktopTheme::DesktopTheme(QObject *parent) : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(QStringLiteral("org.freedesktop.portal.Desktop"),
                QStringLiteral("/org/freedesktop/portal/desktop"),
                QStringLiteral("org.freedesktop.portal.Settings"), QStringLiteral("SettingChanged"),
                this, SLOT(settingChanged(QString, QString, QDBusVariant)));
}

void DesktopTheme::settingChanged(const QString &group, const QString &key,
                                  const QDBusVariant &value)
{
    constexpr uint kDark = 1;
    if (group == QStringLiteral("org.freedesktop.appearance") &&
        key == QStringLiteral("color-scheme"))
        Q_EMIT changed(value.variant().toUInt() == kDark);
}

} // namespace dare
