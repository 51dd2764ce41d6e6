#include "app/gui/MainWindow.h"

#include "widgets/prompt/PromptEdit.h"
#include "widgets/prompt/PromptPanel.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QUndoStack>

namespace dare
{

// The menus of the window. Single-letter keys are shown, not bound, here: they must stay usable in
// text fields, so keyPressEvent() handles them.

void MainWindow::buildMenus()
{
    QMenuBar *bar = m_header->menuBar();
    addFileMenu(bar->addMenu(tr("File")));

    QMenu *edit = bar->addMenu(tr("Edit"));
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

    QMenu *help = bar->addMenu(tr("Help"));
    help->addAction(tr("Welcome"), this, &MainWindow::welcomeRequested);
    help->addAction(tr("About DARE Workbench"), this, [this] {
        QMessageBox::about(
            this, tr("About DARE Workbench"),
            tr("<p><b>DARE Workbench</b></p><p>Compares plain classifier-free guidance "
               "with DARE on one noise. The method is our reading of the abstract of "
               "arXiv 2604.07026.</p><p>Fonts: Inter and JetBrains Mono, SIL Open Font "
               "License 1.1.</p>"));
    });
}

void MainWindow::addFileMenu(QMenu *menu)
{
    menu->addAction(tr("Open run…"), QKeySequence(tr("Ctrl+O")), this,
                    &MainWindow::chooseRunFolder);
    menu->addAction(tr("Open model folder…"), QKeySequence(tr("Ctrl+Shift+O")), this,
                    &MainWindow::chooseModelFolder);
    menu->addSeparator();
    m_export = menu->addAction(tr("Export comparison…"), QKeySequence(tr("Ctrl+E")), this,
                               &MainWindow::exportRequested);
    m_export->setObjectName(QStringLiteral("actionExport"));
    menu->addAction(tr("Save picture…\tF"), this, &MainWindow::stillRequested);
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
    menu->addAction(tr("Full screen"), QKeySequence(tr("F11")), this, [this] {
        if (isFullScreen())
            showNormal();
        else
            showFullScreen();
    });
    menu->addSeparator();
    QMenu *themes = menu->addMenu(tr("Theme"));
    auto *group = new QActionGroup(themes);
    const int chosen = QSettings().value(QStringLiteral("window/theme"), 0).toInt();
    const auto theme = [&](const QString &words, ThemeChoice choice) {
        QAction *action =
            themes->addAction(words, this, [this, choice] { Q_EMIT themeChosen(choice); });
        action->setCheckable(true);
        action->setChecked(chosen == static_cast<int>(choice));
        group->addAction(action);
    };
    theme(tr("As the desktop"), ThemeChoice::Desktop);
    theme(tr("Dark"), ThemeChoice::Dark);
    theme(tr("Light"), ThemeChoice::Light);
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
