#include "app/gui/MainWindow.h"

#include "app/gui/ComparePage.h"
#include "app/gui/PanelsMenu.h"
#include "app/gui/WindowKeys.h"
#include "app/gui/WindowLayout.h"
#include "widgets/attention/InspectPage.h"
#include "widgets/compare/SourceBar.h"
#include "widgets/neglect/NeglectPanel.h"
#include "widgets/prompt/PromptPanel.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/KeysOverlay.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/ModelCheckCard.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/shell/TabbedDock.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/transport/TransportBar.h"
#include "widgets/viewer/PaneLayout.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr int kCompactWidth = 1400;
constexpr int kCompactHeight = 880;
constexpr int kNarrowWidth = 1140; // two docks and the transport do not fit below

QFrame *seam(const char *role)
{
    auto *out = new QFrame;
    out->setProperty("role", role);
    return out;
}

} // namespace

MainWindow::MainWindow(ViewModels &models) : m_models(models)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("DARE Workbench"));
    setMinimumSize(960, 600);
    resize(1600, 1000);
    setDockNestingEnabled(false);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_header = new AppHeader;
    setMenuWidget(m_header);
    m_status = new StatusLine;
    setStatusBar(m_status);
    buildCentre();
    buildDocks();
    buildCards();
    buildMenus();
    wire();
    setWorkspace(AppHeader::Explore);
    m_viewer->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildCentre()
{
    m_centre = new QStackedWidget;
    m_centre->setObjectName(QStringLiteral("centralStack"));
    m_centre->addWidget(buildColumn());
    setCentralWidget(m_centre);
}

QWidget *MainWindow::buildColumn()
{
    m_banner = new BannerBar;
    m_prompt = new PromptPanel(&m_models.prompt, &m_models.view);
    m_toolbar = new InspectToolbar(&m_models.view);
    m_viewer = new ViewerWidget(&m_models.view);
    m_scale = new ScalePanel(&m_models.view);
    m_scale->setAbove(new RegionPanel(&m_models.inspect, &m_models.view));
    m_transport = new TransportBar(&m_models.view);
    m_log = new LogView;
    m_compare = new ComparePage(m_models, *this, m_viewer, m_log);
    // What surrounds the viewer comes and goes; the viewer itself never changes its parent, so that
    // its context and textures live as long as the window.
    m_middle = new QBoxLayout(QBoxLayout::LeftToRight);
    m_middle->setSpacing(0);
    m_middle->addWidget(m_viewer, 1);
    m_middle->addWidget(m_scale);
    connect(&m_models.view, &ViewModel::contentChanged, this, &MainWindow::arrangeScale);
    auto *column = new QWidget;
    column->setObjectName(QStringLiteral("centralColumn"));
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_prompt);
    layout->addWidget(m_toolbar);
    layout->addWidget(m_compare->bar());
    layout->addWidget(seam("seam"));
    layout->addLayout(m_middle, 1);
    layout->addWidget(seam("seam"));
    layout->addWidget(m_transport);
    return column;
}

void MainWindow::arrangeScale()
{
    const QSize clip = clipSizeOf(m_models.view.contents());
    // Beside them it would take the width that they need.
    const bool wide = !clip.isEmpty() && 2 * clip.width() > 3 * clip.height();
    m_middle->setDirection(wide ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_scale->setFlat(wide);
}

void MainWindow::buildDocks()
{
    m_runs = new RunsPanel(&m_models.runs);
    m_tokens = new TokensPanel(&m_models.tokens, &m_models.view);
    m_tokens->setBelow(new TokenStatsPanel(&m_models.tokens, &m_models.inspect, &m_models.view));
    m_sides = new SidesPanel(&m_models.recipe);
    m_look = new LookPanel(&m_models.tokens, &m_models.inspect, &m_models.view);
    m_neglect = new NeglectPanel(&m_models.neglect, &m_models.filmstrip);
    m_bottom = new TabbedDock(QStringLiteral("bottomTabs"));
    m_shares = {new SharePage(SharePage::Rows::Words, &m_models.inspect, &m_models.view),
                new SharePage(SharePage::Rows::Layers, &m_models.inspect, &m_models.view)};
    m_bottom->addPage(m_neglect, m_neglect->title(), NeglectPanel::caption());
    m_bottom->addPage(m_shares[0], tr("Word × step"));
    m_bottom->addPage(m_shares[1], tr("Layer × step"));
    m_bottom->addPage(m_log, tr("Log"));
    m_dockRuns =
        addPanel(this, QStringLiteral("dockRuns"), tr("Runs"), m_runs, Qt::LeftDockWidgetArea);
    m_dockTokens = addPanel(this, QStringLiteral("dockTokens"), tr("Tokens"), m_tokens,
                            Qt::LeftDockWidgetArea);
    m_dockSides =
        addPanel(this, QStringLiteral("dockSides"), tr("Sides"), m_sides, Qt::RightDockWidgetArea);
    m_dockLook = addPanel(this, QStringLiteral("dockLook"), tr("Where to look"), m_look,
                          Qt::RightDockWidgetArea);
    m_dockBottom = addPanel(this, QStringLiteral("dockBottom"), tr("Readings"), m_bottom,
                            Qt::BottomDockWidgetArea);
}

void MainWindow::buildCards()
{
    m_welcome = new WelcomeCard(m_viewer);
    m_modelCheck = new ModelCheckCard(m_viewer);
    connect(m_welcome, &WelcomeCard::openModelRequested, this, &MainWindow::chooseModelFolder);
    connect(m_welcome, &WelcomeCard::openRunRequested, this, &MainWindow::chooseRunFolder);
    m_keys = new WindowKeys(m_models, *this, *m_transport);
    std::vector<KeysOverlay::Row> rows;
    for (const KeyRow &row : WindowKeys::rows())
        rows.push_back({row.keys, row.does, row.group});
    m_keysOverlay = new KeysOverlay(m_centre, rows);
    connect(m_keys, &WindowKeys::keysListRequested, m_keysOverlay, &KeysOverlay::toggle);
    connect(m_welcome, &WelcomeCard::keysRequested, m_keysOverlay, &KeysOverlay::toggle);
    m_layout = new WindowLayout(
        this, [this] { showDocks(); }, [this] { fitDocks(); });
    connect(m_modelCheck, &ModelCheckCard::otherRequested, this, &MainWindow::chooseModelFolder);
}

void MainWindow::setState(const QString &state)
{
    if (state == m_state)
        return;
    m_state = state;
    showDocks();
    Q_EMIT stateChanged(state);
}

void MainWindow::wire()
{
    RunBox *box = m_sides->runBox();
    connect(box, &RunBox::runRequested, this, &MainWindow::runRequested);
    connect(m_prompt, &PromptPanel::runRequested, box, &RunBox::trigger);
    connect(m_prompt, &PromptPanel::left, this, [this] { m_viewer->setFocus(); });
    connect(m_runs, &RunsPanel::openRequested, this, &MainWindow::openRunRequested);
    connect(m_header->tabs(), &QTabBar::currentChanged, this,
            [this](int tab) { setWorkspace(static_cast<AppHeader::Workspace>(tab)); });
    connect(m_header, &AppHeader::openModelRequested, this, &MainWindow::chooseModelFolder);
    connect(m_header, &AppHeader::embeddedModelRequested, this,
            &MainWindow::embeddedModelRequested);
    connect(m_header, &AppHeader::exportRequested, this, &MainWindow::exportRequested);
    connect(m_header, &AppHeader::deviceChosen, this, [this](const QString &device) {
        m_models.recipe.edit(tr("Device"), {},
                             [&](Recipe &recipe) { recipe.device = device.toStdString(); });
    });
    connect(m_header, &AppHeader::memoryModeChosen, this, [this](MemoryMode mode) {
        m_models.recipe.edit(tr("Memory mode"), {}, [&](Recipe &recipe) { recipe.memory = mode; });
    });
    connect(&m_models.recipe, &RecipeModel::changed, this, [this] {
        const Recipe &recipe = m_models.recipe.recipe();
        m_header->setDevice(QString::fromStdString(recipe.device), recipe.memory);
    });
    connect(m_neglect, &NeglectPanel::titleChanged, this,
            [this](const QString &title) { m_bottom->setTitle(m_neglect, title); });
    connect(m_neglect, &NeglectPanel::wordRequested, &m_models.view, &ViewModel::selectWord);
    connect(m_neglect, &NeglectPanel::stepRequested, &m_models.view, &ViewModel::setStep);
    connect(&m_models.view, &ViewModel::inspectWanted, this, [this](const QString &word) {
        m_models.view.selectWord(word);
        setWorkspace(AppHeader::Inspect);
    });
    connect(&m_models.view, &ViewModel::stillWanted, this, &MainWindow::stillRequested);
    connect(m_viewer, &ViewerWidget::glFailed, this, [this](const QString &reason) {
        m_banner->showMessage(BannerBar::Tone::Failure, tr("The viewer has no OpenGL 3.3."),
                              reason);
    });
}

void MainWindow::setWorkspace(AppHeader::Workspace workspace)
{
    if (m_header->tabs()->currentIndex() != workspace) {
        m_header->tabs()->setCurrentIndex(workspace); // which comes back here
        return;
    }
    m_workspace = workspace;
    const bool explore = workspace == AppHeader::Explore;
    const bool inspect = workspace == AppHeader::Inspect;
    m_prompt->setVisible(explore);
    m_toolbar->setVisible(inspect);
    m_scale->setVisible(inspect);
    constexpr std::array<const char *, 3> kNames{"explore", "inspect", "compare"};
    m_layout->enter(QLatin1String(kNames[static_cast<std::size_t>(workspace)]));
    m_bottom->setCurrentPage(inspect ? static_cast<QWidget *>(m_shares[0]) : m_neglect);
    m_keys->orderTabs();
    m_models.view.setWorkspace(inspect   ? Workspace::Inspect
                               : explore ? Workspace::Explore
                                         : Workspace::Compare);
}

void MainWindow::showDocks()
{
    const bool explore = m_workspace == AppHeader::Explore && !isFullScreen();
    const bool inspect = m_workspace == AppHeader::Inspect && !isFullScreen();
    for (QWidget *page : m_shares)
        m_bottom->setPageShown(page, inspect);
    m_bottom->setPageShown(m_neglect, !inspect);
    m_runsShown->setEnabled(explore); // the other pages have no such panel
    m_lookShown->setEnabled(inspect);
    m_dockRuns->setVisible(explore && m_runsShown->isChecked());
    m_dockSides->setVisible(explore);
    m_dockTokens->setVisible(inspect);
    m_dockLook->setVisible(inspect && m_lookShown->isChecked());
    m_compare->setShown(m_workspace == AppHeader::Compare && !isFullScreen());
    // Before the first run there is nothing to measure or log: the card has the room.
    m_dockBottom->setVisible(inspect || (explore && m_state != QStringLiteral("empty")));
}

void MainWindow::setExportEnabled(bool enabled)
{
    m_export->setEnabled(enabled);
    m_header->setExportEnabled(enabled);
}

void MainWindow::fitToSize()
{
    const bool narrow = width() < kNarrowWidth;
    m_compact = width() < kCompactWidth || height() < kCompactHeight;
    m_header->setCompact(m_compact, narrow);
    m_prompt->setCompact(m_compact);
    m_toolbar->setCompact(m_compact);
    m_transport->setCompact(m_compact);
    m_runs->setCompact(m_compact);
    m_sides->setCompact(m_compact);
    m_compare->setCompact(m_compact);
    m_neglect->setCompact(m_compact);
    m_bottom->setNotesShown(!m_compact);
    m_scale->setCompact(m_compact);
    if (narrow != m_narrow) {
        m_narrow = narrow;
        m_runsShown->setChecked(!narrow);
        m_lookShown->setChecked(!narrow);
    }
    m_layout->refit();
}

void MainWindow::fitDocks()
{
    // Only what is visible: a hidden dock would pull its column to its own width.
    if (m_workspace == AppHeader::Explore)
        resizeDocks({m_dockRuns, m_dockSides},
                    m_compact ? QList<int>{224, 288} : QList<int>{272, 324}, Qt::Horizontal);
    else if (m_workspace == AppHeader::Inspect)
        resizeDocks({m_dockTokens, m_dockLook},
                    m_compact ? QList<int>{224, 264} : QList<int>{256, 300}, Qt::Horizontal);
    else
        return m_compare->fit();
    resizeDocks({m_dockBottom}, {m_compact ? 132 : 196}, Qt::Vertical);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const bool compact = width() < kCompactWidth || height() < kCompactHeight;
    if (compact != m_compact || (width() < kNarrowWidth) != m_narrow)
        fitToSize();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    fitToSize();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    Q_EMIT aboutToClose();
    QMainWindow::closeEvent(event);
}

void MainWindow::chooseModelFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open model folder"));
    if (!folder.isEmpty())
        Q_EMIT openModelRequested(folder);
}

void MainWindow::chooseRunFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open run"));
    if (!folder.isEmpty())
        Q_EMIT openRunRequested(folder);
}

void MainWindow::restore()
{
    QSettings settings;
    if (const QString problem = m_layout->read(settings); !problem.isEmpty())
        m_log->addLine(problem);
}

void MainWindow::resetLayout()
{
    m_layout->reset();
}

void MainWindow::save() const
{
    QSettings settings;
    m_layout->write(settings);
}

} // namespace dare
