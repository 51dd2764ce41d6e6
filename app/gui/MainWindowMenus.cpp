#include "app/gui/MainWindow.h"

#include "app/gui/PanelsMenu.h"
#include "app/gui/WindowKeys.h"
#include "app/gui/WindowLayout.h"
#include "widgets/prompt/PromptEdit.h"
#include "widgets/prompt/PromptPanel.h"
#include "widgets/shell/AboutDialog.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QUndoStack>

namespace dare
{

// The menus of the window. Single-letter keys are shown, not bound, here: they must stay usable in
// text fields, so keyPressEvent() handles them.

void MainWindow::buildMenus()
{
    QMenuBar *bar = m_header->menuBar();
    addFileMenu(bar->addMenu(tr("File")));

    addEditMenu(bar->addMenu(tr("Edit")));
    addViewMenu(bar->addMenu(tr("View")));

    RunBox *box = m_sides->runBox();
    QMenu *run = bar->addMenu(tr("Run"));
    QAction *start = run->addAction(tr("Run"), box, &RunBox::trigger);
    start->setShortcuts({QKeySequence(tr("Ctrl+Return")), QKeySequence(tr("Ctrl+Enter"))});
    run->addAction(tr("Triage seeds…"), box, &RunBox::triageRequested);
    run->addAction(tr("Sweep…"), box, &RunBox::sweepRequested);
    run->addSeparator();
    run->addAction(tr("Pause"), box, &RunBox::pauseRequested);
    run->addAction(tr("Resume"), box, &RunBox::resumeRequested);
    run->addAction(tr("Cancel\tEsc, Esc"), box, &RunBox::cancelRequested);
    connect(run, &QMenu::aboutToShow, this, [run, box] {
        const QList<QAction *> actions = run->actions();
        actions[0]->setText(box->busy() ? tr("Add to queue") : tr("Run"));
        actions[4]->setEnabled(box->currentIndex() == 1);
        actions[5]->setEnabled(box->currentIndex() == 2);
        actions[6]->setEnabled(box->busy());
    });

    addPlaybackMenu(bar->addMenu(tr("Playback")));

    addHelpMenu(bar->addMenu(tr("Help")));
}

void MainWindow::addEditMenu(QMenu *edit)
{
    QUndoStack *stack = m_models.recipe.undoStack();
    QAction *undo = stack->createUndoAction(this, tr("Undo"));
    undo->setShortcut(QKeySequence(tr("Ctrl+Z")));
    QAction *redo = stack->createRedoAction(this, tr("Redo"));
    redo->setShortcut(QKeySequence(tr("Ctrl+Shift+Z")));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addAction(tr("Exchange the options of A and B"), m_sides, &SidesPanel::swapSides);
    edit->addAction(tr("Go to prompt"), QKeySequence(tr("Ctrl+L")), this, [this] {
        setWorkspace(AppHeader::Explore);
        m_prompt->edit()->setFocus();
    });
    edit->addAction(tr("Copy picture\tCtrl+C on the viewer"), this, &MainWindow::copyRequested);
    edit->addSeparator();
    edit->addAction(tr("Preferences…"), QKeySequence(tr("Ctrl+,")), this,
                    &MainWindow::preferencesRequested);
}

void MainWindow::addHelpMenu(QMenu *help)
{
    help->addAction(tr("Keys"), QKeySequence(tr("F1")), m_keys, &WindowKeys::keysListRequested);
    help->addAction(tr("Welcome"), this, &MainWindow::welcomeRequested);
    help->addSeparator();
    help->addAction(tr("About DARE Workbench"), this, [this] {
        auto *about = new AboutDialog(this);
        about->open();
    });
}

void MainWindow::addFileMenu(QMenu *menu)
{
    menu->addAction(tr("Open run…"), QKeySequence(tr("Ctrl+O")), this,
                    &MainWindow::chooseRunFolder);
    menu->addAction(tr("Open model folder…"), QKeySequence(tr("Ctrl+Shift+O")), this,
                    &MainWindow::chooseModelFolder);
    menu->addAction(tr("Open recipe…"), this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            this, tr("Open recipe"), {},
            tr("Recipes, films and pictures (*.json *.mp4 *.mkv *.gif *.png)"));
        if (!path.isEmpty())
            Q_EMIT recipeOpenRequested(path);
    });
    menu->addAction(tr("Save recipe…"), QKeySequence(tr("Ctrl+S")), this, [this] {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Save recipe"), QStringLiteral("recipe.json"), tr("Recipes (*.json)"));
        if (!path.isEmpty())
            Q_EMIT recipeSaveRequested(path);
    });
    menu->addSeparator();
    m_export = menu->addAction(tr("Export comparison…"), QKeySequence(tr("Ctrl+E")), this,
                               &MainWindow::exportRequested);
    m_export->setObjectName(QStringLiteral("actionExport"));
    m_figures = menu->addMenu(tr("Maps for papers"));
    menu->addAction(tr("Save pictures…\tF"), this, &MainWindow::stillRequested);
    menu->addSeparator();
    menu->addAction(tr("Quit"), QKeySequence(tr("Ctrl+Q")), this, &QWidget::close);
    setExportEnabled(false);
}

void MainWindow::addViewMenu(QMenu *menu)
{
    const auto page = [&](const QString &words, const QString &key,
                          AppHeader::Workspace workspace) {
        menu->addAction(words, QKeySequence(key), this,
                        [this, workspace] { setWorkspace(workspace); });
    };
    page(tr("Explore"), tr("Ctrl+1"), AppHeader::Explore);
    page(tr("Inspect"), tr("Ctrl+2"), AppHeader::Inspect);
    page(tr("Compare"), tr("Ctrl+3"), AppHeader::Compare);
    menu->addSeparator();
    const auto panel = [&](const QString &words) {
        QAction *action = menu->addAction(words);
        action->setCheckable(true);
        action->setChecked(true);
        connect(action, &QAction::toggled, this, &MainWindow::showDocks);
        return action;
    };
    m_runsShown = panel(tr("Runs"));
    m_lookShown = panel(tr("Where to look"));
    menu->addSeparator();
    menu->addAction(tr("Map on or off\tM"), this, [this] { handleLetter(Qt::Key_M); });
    menu->addAction(tr("Swap the places of A and B\tS"), this, [this] { handleLetter(Qt::Key_S); });
    menu->addAction(tr("Fit and centre\tR"), this, [this] { handleLetter(Qt::Key_R); });
    menu->addAction(tr("Smooth or nearest pixels\tT"), this, [this] { handleLetter(Qt::Key_T); });
    menu->addAction(tr("Full screen"), QKeySequence(tr("F11")), this,
                    [this] { m_keys->toggleFullScreen(); });
    addPanelsMenu(menu->addMenu(tr("Panels")), this);
    menu->addAction(tr("Reset layout"), this, &MainWindow::resetLayout);
    menu->addSeparator();
    m_themeMenu = menu->addMenu(tr("Theme"));
}

void MainWindow::addPlaybackMenu(QMenu *menu)
{
    ViewModel *view = &m_models.view;
    menu->addAction(tr("Play or pause\tSpace"), view,
                    [view] { view->setPlaying(!view->playing()); });
    menu->addAction(tr("One back\tLeft"), view, [view] { view->stepBy(-1); });
    menu->addAction(tr("One forward\tRight"), view, [view] { view->stepBy(1); });
    menu->addAction(tr("First\tHome"), view, [view] { view->seek(0); });
    menu->addAction(tr("Last\tEnd"), view, [view] { view->seek(view->axisCount() - 1); });
    menu->addSeparator();
    QAction *loop = menu->addAction(tr("Loop"));
    loop->setCheckable(true);
    loop->setChecked(view->looping());
    connect(loop, &QAction::toggled, view, &ViewModel::setLooping);
    connect(view, &ViewModel::playbackChanged, loop,
            [view, loop] { loop->setChecked(view->looping()); });
}

} // namespace dare
