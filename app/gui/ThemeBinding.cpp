#include "app/gui/ThemeBinding.h"

#include "app/gui/CommandLine.h"
#include "widgets/theme/ThemeApplier.h"

#include <QActionGroup>
#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace dare
{

namespace
{

const QString kThemeKey = QStringLiteral("window/theme");
const QString kContrastKey = QStringLiteral("window/highContrast");

} // namespace

ThemeBinding::ThemeBinding(ThemeApplier &applier, const CommandLine &options, QObject *parent)
    : QObject(parent), m_applier(applier)
{
    const QSettings settings;
    const int kept = std::clamp(settings.value(kThemeKey, 0).toInt(), 0, 2);
    m_keeps = options.theme.isEmpty();
    m_choice = options.theme == QStringLiteral("dark")    ? Choice::Dark
               : options.theme == QStringLiteral("light") ? Choice::Light
                                                          : static_cast<Choice>(kept);
    m_highContrast = m_keeps && settings.value(kContrastKey, false).toBool();
    m_desktopDark = desktopTheme().dark;
    connect(&m_desktop, &DesktopTheme::changed, this, [this](bool dark) {
        m_desktopDark = dark;
        if (m_choice == Choice::Desktop)
            apply();
    });
    apply();
}

void ThemeBinding::choose(Choice choice)
{
    m_choice = choice;
    if (m_keeps)
        QSettings().setValue(kThemeKey, static_cast<int>(choice));
    apply();
}

void ThemeBinding::setHighContrast(bool on)
{
    m_highContrast = on;
    if (m_keeps)
        QSettings().setValue(kContrastKey, on);
    apply();
}

void ThemeBinding::apply()
{
    const bool dark = m_choice == Choice::Dark || (m_choice == Choice::Desktop && m_desktopDark);
    m_applier.apply(dark ? (m_highContrast ? darkContrastTheme() : darkTheme())
                         : (m_highContrast ? lightContrastTheme() : lightTheme()));
    Q_EMIT applied();
}

void ThemeBinding::addTo(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &words, Choice choice) {
        QAction *action = menu->addAction(words, this, [this, choice] { choose(choice); });
        action->setCheckable(true);
        action->setChecked(m_choice == choice);
        group->addAction(action);
    };
    add(tr("As the desktop"), Choice::Desktop);
    add(tr("Dark"), Choice::Dark);
    add(tr("Light"), Choice::Light);
    menu->addSeparator();
    QAction *contrast = menu->addAction(tr("High contrast"));
    contrast->setCheckable(true);
    contrast->setChecked(m_highContrast);
    connect(contrast, &QAction::toggled, this, &ThemeBinding::setHighContrast);
}

} // namespace dare
