#pragma once

#include <QObject>

#include "widgets/theme/DesktopTheme.h"

class QMenu;

namespace dare
{

struct CommandLine;
class ThemeApplier;

/// Which theme the program has: as the desktop, dark or light, and whether borders are raised to
/// high contrast. The choice is kept. @thread GUI
class ThemeBinding : public QObject
{
    Q_OBJECT

public:
    enum class Choice { Desktop, Dark, Light };

    /// Applies the theme at once. @param options a theme named there is not kept
    ThemeBinding(ThemeApplier &applier, const CommandLine &options, QObject *parent = nullptr);

    [[nodiscard]] Choice choice() const { return m_choice; }
    [[nodiscard]] bool highContrast() const { return m_highContrast; }
    void choose(Choice choice);
    void setHighContrast(bool on);
    /// Fills View > Theme.
    void addTo(QMenu *menu);

Q_SIGNALS:
    void applied();

private:
    void apply();

    ThemeApplier &m_applier;
    DesktopTheme m_desktop;
    Choice m_choice = Choice::Desktop;
    bool m_highContrast = false;
    bool m_desktopDark = true;
    bool m_keeps = true;
};

} // namespace dare
