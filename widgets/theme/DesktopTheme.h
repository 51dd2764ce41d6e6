#pragma once

#include <QDBusVariant>
#include <QObject>

namespace dare
{

/// Hears when the desktop changes between dark and light: the portal's signal, over the session's
/// bus. Where there is neither, nothing is ever said. @thread GUI
class DesktopTheme : public QObject
{
    Q_OBJECT

public:
    explicit DesktopTheme(QObject *parent = nullptr);

Q_SIGNALS:
    void changed(bool dark);

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

} // namespace dare
