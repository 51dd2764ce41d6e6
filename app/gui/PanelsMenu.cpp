#include "app/gui/PanelsMenu.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>

namespace dare
{

namespace
{

void moveTo(QMainWindow *window, QDockWidget *dock, Qt::DockWidgetArea area)
{
    dock->setFloating(false);
    window->addDockWidget(area, dock);
    dock->show();
}

void addPlaces(QMenu *menu, QMainWindow *window, QDockWidget *dock)
{
    const auto add = [&](const QString &words, Qt::DockWidgetArea area) {
        QAction *action =
            menu->addAction(words, window, [window, dock, area] { moveTo(window, dock, area); });
        action->setCheckable(true);
        action->setChecked(!dock->isFloating() && window->dockWidgetArea(dock) == area);
    };
    add(QObject::tr("On the left"), Qt::LeftDockWidgetArea);
    add(QObject::tr("On the right"), Qt::RightDockWidgetArea);
    add(QObject::tr("At the bottom"), Qt::BottomDockWidgetArea);
    QAction *own = menu->addAction(QObject::tr("As a window"), window,
                                   [dock] { dock->setFloating(!dock->isFloating()); });
    own->setCheckable(true);
    own->setChecked(dock->isFloating());
}

} // namespace

QDockWidget *addPanel(QMainWindow *window, const QString &name, const QString &title,
                      QWidget *content, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, window);
    dock->setObjectName(name);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable);
    dock->setTitleBarWidget(new QWidget); // the panels bring their own 32 px header
    dock->setWidget(content);
    window->addDockWidget(area, dock);
    return dock;
}

void addPanelsMenu(QMenu *menu, QMainWindow *window)
{
    QObject::connect(menu, &QMenu::aboutToShow, window, [menu, window] {
        menu->clear();
        for (QDockWidget *dock : window->findChildren<QDockWidget *>()) {
            if (dock->isVisible())
                addPlaces(menu->addMenu(dock->windowTitle()), window, dock);
        }
    });
    for (QDockWidget *dock : window->findChildren<QDockWidget *>()) {
        // Docked, the panel brings its own header; afloat it needs one to be moved by.
        QObject::connect(dock, &QDockWidget::topLevelChanged, dock, [dock](bool floating) {
            QWidget *old = dock->titleBarWidget();
            dock->setTitleBarWidget(floating ? nullptr : new QWidget);
            delete old;
        });
    }
}

} // namespace dare
