#pragma once

#include "app/gui/ViewModels.h"
#include "core/types/Recipe.h"
#include "widgets/shell/AppHeader.h"

#include <QMainWindow>

#include <array>

class QBoxLayout;
class QDockWidget;
class QMenu;
class QStackedWidget;

namespace dare
{

class BannerBar;
class ComparePage;
class InspectToolbar;
class KeysOverlay;
class LogView;
class LookPanel;
class ModelCheckCard;
class NeglectPanel;
class PromptPanel;
class RunsPanel;
class ScalePanel;
class SidesPanel;
class SharePage;
class StatusLine;
class TabbedDock;
class TokensPanel;
class TransportBar;
class ViewerWidget;
class WelcomeCard;
class WindowKeys;
class WindowLayout;

/// Places every widget around the one viewer, switches workspaces, and turns keys and menus into
/// intents. Object name `mainWindow`.
class MainWindow : public QMainWindow
{
    Q_OBJECT
    /// What the window is about: empty, loading, ready, running, paused, cancelled, failed, resumed
    /// or refused.
    Q_PROPERTY(QString state READ state WRITE setState NOTIFY stateChanged)

public:
    explicit MainWindow(ViewModels &models);
    ~MainWindow() override;

    [[nodiscard]] AppHeader *header() const { return m_header; }
    [[nodiscard]] SidesPanel *sides() const { return m_sides; }
    [[nodiscard]] RunsPanel *runsPanel() const { return m_runs; }
    [[nodiscard]] LookPanel *look() const { return m_look; }
    [[nodiscard]] BannerBar *banner() const { return m_banner; }
    [[nodiscard]] StatusLine *status() const { return m_status; }
    [[nodiscard]] LogView *log() const { return m_log; }
    [[nodiscard]] ViewerWidget *viewer() const { return m_viewer; }
    [[nodiscard]] PromptPanel *prompt() const { return m_prompt; }
    [[nodiscard]] WelcomeCard *welcome() const { return m_welcome; }
    [[nodiscard]] ModelCheckCard *modelCheck() const { return m_modelCheck; }
    [[nodiscard]] QString state() const { return m_state; }
    void setState(const QString &state);

    void setWorkspace(AppHeader::Workspace workspace);
    [[nodiscard]] AppHeader::Workspace workspace() const { return m_workspace; }
    [[nodiscard]] bool compact() const { return m_compact; }
    void setExportEnabled(bool enabled);
    /// Where what the Inspect page shows is written from.
    [[nodiscard]] QMenu *figureMenu() const { return m_figures; }

    [[nodiscard]] QMenu *themeMenu() const { return m_themeMenu; }
    [[nodiscard]] WindowKeys *keys() const { return m_keys; }
    /// Geometry, docks and columns from QSettings; what cannot be read stays at its default and is
    /// said in the log.
    void restore();
    void save() const;
    void resetLayout();

Q_SIGNALS:
    void stateChanged(const QString &state);
    void runRequested();
    void exportRequested();
    void stillRequested();
    void openRunRequested(const QString &path);
    void openModelRequested(const QString &folder);
    void embeddedModelRequested();
    void welcomeRequested();
    void recipeOpenRequested(const QString &path);
    void recipeSaveRequested(const QString &path);
    void preferencesRequested();
    void copyRequested();
    void aboutToClose();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void buildCentre();
    QWidget *buildColumn();
    /// Right of the viewer, or below it where the clips are wide.
    void arrangeScale();
    void buildDocks();
    void buildMenus();
    void addFileMenu(QMenu *menu);
    void addEditMenu(QMenu *menu);
    void addHelpMenu(QMenu *menu);
    void addViewMenu(QMenu *menu);
    void addPlaybackMenu(QMenu *menu);
    void wire();
    void fitToSize();
    void showDocks();
    void fitDocks();
    void buildCards();
    void chooseModelFolder();
    void chooseRunFolder();
    bool handleLetter(int key);
    void escape();

    ViewModels &m_models;
    AppHeader *m_header = nullptr;
    QStackedWidget *m_centre = nullptr;
    BannerBar *m_banner = nullptr;
    PromptPanel *m_prompt = nullptr;
    InspectToolbar *m_toolbar = nullptr;
    ViewerWidget *m_viewer = nullptr;
    ScalePanel *m_scale = nullptr;
    QBoxLayout *m_middle = nullptr; ///< viewer and scale
    TransportBar *m_transport = nullptr;
    RunsPanel *m_runs = nullptr;
    TokensPanel *m_tokens = nullptr;
    SidesPanel *m_sides = nullptr;
    LookPanel *m_look = nullptr;
    LogView *m_log = nullptr;
    NeglectPanel *m_neglect = nullptr;
    TabbedDock *m_bottom = nullptr;
    std::array<SharePage *, 2> m_shares{}; ///< of words, of layers
    StatusLine *m_status = nullptr;
    WelcomeCard *m_welcome = nullptr;
    ModelCheckCard *m_modelCheck = nullptr;
    KeysOverlay *m_keysOverlay = nullptr;
    WindowKeys *m_keys = nullptr;
    WindowLayout *m_layout = nullptr;
    QString m_state = QStringLiteral("ready");
    QDockWidget *m_dockRuns = nullptr;
    QDockWidget *m_dockTokens = nullptr;
    QDockWidget *m_dockSides = nullptr;
    QDockWidget *m_dockLook = nullptr;
    QDockWidget *m_dockBottom = nullptr;
    QAction *m_export = nullptr;
    QMenu *m_themeMenu = nullptr;
    QMenu *m_figures = nullptr;
    AppHeader::Workspace m_workspace = AppHeader::Explore;
    QAction *m_runsShown = nullptr; ///< off at first in narrow windows
    QAction *m_lookShown = nullptr;
    ComparePage *m_compare = nullptr;
    bool m_compact = false;
    bool m_narrow = false;
};

} // namespace dare
