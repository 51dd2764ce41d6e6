#include "app/gui/WindowLayout.h"

#include <QDockWidget>
#include <QEvent>
#include <QHeaderView>
#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

#include <utility>

namespace dare
{

namespace
{

/// Calls `visit(key, object)` for every splitter and table header that has a name to be kept under.
template <typename Visit> void forEachInner(QMainWindow *window, Visit visit)
{
    for (auto *splitter : window->findChildren<QSplitter *>()) {
        if (!splitter->objectName().isEmpty())
            visit(QStringLiteral("inner/") + splitter->objectName(), splitter);
    }
    for (auto *header : window->findChildren<QHeaderView *>()) {
        const QString view = header->parent()->objectName();
        if (header->orientation() == Qt::Horizontal && header->isVisibleTo(window) &&
            !view.isEmpty())
            visit(QStringLiteral("inner/") + view, header);
    }
}

} // namespace

WindowLayout::WindowLayout(QMainWindow *window, std::function<void()> show,
                           std::function<void()> fit)
    : QObject(window),
      m_window(window),
      m_show(std::move(show)),
      m_fit(std::move(fit)),
      m_default(window->saveState(kVersion))
{
    for (QDockWidget *dock : window->findChildren<QDockWidget *>()) {
        connect(dock, &QDockWidget::dockLocationChanged, this, &WindowLayout::touched);
        connect(dock, &QDockWidget::topLevelChanged, this, &WindowLayout::touched);
    }
    window->installEventFilter(this);
}

void WindowLayout::touched()
{
    m_changed = m_changed || !m_restoring;
}

bool WindowLayout::eventFilter(QObject *watched, QEvent *event)
{
    // Only seams between docks leave the mouse to the window itself.
    if (event->type() == QEvent::MouseButtonRelease)
        touched();
    return QObject::eventFilter(watched, event);
}

void WindowLayout::enter(const QString &workspace)
{
    if (workspace == m_workspace)
        return;
    keep();
    m_workspace = workspace;
    refit();
}

void WindowLayout::refit()
{
    keep();
    const QByteArray own = m_states.value(m_workspace);
    m_restoring = true;
    (void)m_window->restoreState(own.isEmpty() ? m_default : own, kVersion);
    m_show();
    if (own.isEmpty())
        m_fit();
    m_restoring = false;
    m_changed = false;
}

void WindowLayout::keep()
{
    if (!m_workspace.isEmpty() && m_changed)
        m_states[m_workspace] = m_window->saveState(kVersion);
}

void WindowLayout::reset()
{
    m_states.clear();
    m_changed = false;
    refit();
}

QString WindowLayout::read(QSettings &settings)
{
    settings.beginGroup(QStringLiteral("layout"));
    const int version = settings.value(QStringLiteral("version"), kVersion).toInt();
    QStringList bad;
    if (version == kVersion) {
        const QByteArray geometry = settings.value(QStringLiteral("geometry")).toByteArray();
        if (settings.contains(QStringLiteral("geometry")) && !m_window->restoreGeometry(geometry))
            bad << tr("the window's place");
        settings.beginGroup(QStringLiteral("docks"));
        m_restoring = true;
        for (const QString &workspace : settings.childKeys()) {
            // Tried on, so that a state which cannot be read is known now and not later.
            const QByteArray state = settings.value(workspace).toByteArray();
            if (m_window->restoreState(state, kVersion))
                m_states[workspace] = state;
            else
                bad << tr("the docks of %1").arg(workspace);
        }
        settings.endGroup();
        m_changed = false;
        m_restoring = false;
        readColumns(settings);
        // The states tried on have gone over the docks.
        const QString workspace = std::exchange(m_workspace, QString());
        enter(workspace);
    } else {
        bad << tr("a layout of version %1; this program writes %2").arg(version).arg(kVersion);
    }
    settings.endGroup();
    if (settings.status() != QSettings::NoError)
        bad << tr("the file of settings");
    return bad.isEmpty()
               ? QString()
               : tr("settings not read, defaults are used: %1").arg(bad.join(QStringLiteral(", ")));
}

void WindowLayout::write(QSettings &settings)
{
    keep();
    settings.remove(QStringLiteral("layout"));
    settings.beginGroup(QStringLiteral("layout"));
    settings.setValue(QStringLiteral("version"), kVersion);
    settings.setValue(QStringLiteral("geometry"), m_window->saveGeometry());
    for (auto state = m_states.cbegin(); state != m_states.cend(); ++state)
        settings.setValue(QStringLiteral("docks/") + state.key(), state.value());
    writeColumns(settings);
    settings.endGroup();
}

void WindowLayout::readColumns(QSettings &settings) const
{
    // What a widget does not understand it leaves alone: these are no loss.
    forEachInner(m_window, [&settings](const QString &key, auto *inner) {
        if (settings.contains(key))
            (void)inner->restoreState(settings.value(key).toByteArray());
    });
}

void WindowLayout::writeColumns(QSettings &settings) const
{
    forEachInner(m_window, [&settings](const QString &key, auto *inner) {
        settings.setValue(key, inner->saveState());
    });
}

} // namespace dare
