#include "app/gui/Workbench.h"

#include "app/gui/Announcements.h"
#include "app/gui/CaptureBinding.h"
#include "app/gui/CompareBinding.h"
#include "app/gui/DropBinding.h"
#include "app/gui/ExportBinding.h"
#include "app/gui/FigureBinding.h"
#include "app/gui/InspectBinding.h"
#include "app/gui/LivePreviewBinding.h"
#include "app/gui/MainWindow.h"
#include "app/gui/MapsBinding.h"
#include "app/gui/MassesBinding.h"
#include "app/gui/MetricsBinding.h"
#include "app/gui/ModelBinding.h"
#include "app/gui/NeglectBadges.h"
#include "app/gui/NeglectBinding.h"
#include "app/gui/PreferencesBinding.h"
#include "app/gui/ProcessMemory.h"
#include "app/gui/PromptBinding.h"
#include "app/gui/QueriesBinding.h"
#include "app/gui/RegionEdit.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/RunsBinding.h"
#include "app/gui/RunsFeature.h"
#include "app/gui/SamplerBinding.h"
#include "app/gui/Screenshot.h"
#include "app/gui/SessionBinding.h"
#include "app/gui/SourceIds.h"
#include "app/gui/StateBinding.h"
#include "app/gui/StillBinding.h"
#include "app/gui/ThemeBinding.h"
#include "app/gui/UnfinishedBinding.h"
#include "app/gui/WelcomeBinding.h"
#include "core/sweep/Batches.h"
#include "widgets/attention/LookPanel.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/sides/PresetBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SchedulePanel.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QDir>

namespace dare
{

namespace
{

std::filesystem::path runsFolder(const CommandLine &options)
{
    if (!options.runs.isEmpty())
        return options.runs.toStdString();
    const QString chosen = options.keepSession ? PreferencesBinding::read().runsFolder : QString();
    return (chosen.isEmpty() ? PreferencesBinding::defaultRunsFolder() : chosen).toStdString();
}

} // namespace

Workbench::Workbench(const CommandLine &options, ThemeApplier &theme)
    : m_options(options), m_runs(runsFolder(options))
{
    m_theme = std::make_unique<ThemeBinding>(theme, options);
    m_window = std::make_unique<MainWindow>(m_models);
    const RunPresenter::Places places{m_window->sides()->runBox(), m_window->status(),
                                      m_window->banner(), m_window->log()};
    m_presenter = std::make_unique<RunPresenter>(m_models, places);
    m_model = std::make_unique<ModelBinding>(m_models, *m_window);
    m_prompt = std::make_unique<PromptBinding>(m_models, *m_window);
    m_compare = std::make_unique<CompareBinding>(m_models);
    m_runsBinding = std::make_unique<RunsBinding>(m_models, *m_window, m_runs, m_compare->cache());
    m_maps = std::make_unique<MapsBinding>(m_models);
    m_masses = std::make_unique<MassesBinding>(m_models);
    m_badges = std::make_unique<NeglectBadges>(m_models);
    m_neglect = std::make_unique<NeglectBinding>(m_models);
    m_inspect = std::make_unique<InspectBinding>(m_models);
    m_figures = std::make_unique<FigureBinding>(m_models, *m_window);
    undoRegionEdits(m_models);
    m_queries = std::make_unique<QueriesBinding>(m_models, *m_window);
    m_export = std::make_unique<ExportBinding>(m_models, *m_window, m_compare->cache());
    m_stills = std::make_unique<StillBinding>(m_models, *m_window);
    m_live = std::make_unique<LivePreviewBinding>(m_models, *m_window, *m_presenter);
    m_sampler = std::make_unique<SamplerBinding>(m_models, *m_window, *m_presenter, m_runs);
    m_session = std::make_unique<SessionBinding>(m_models, *m_window, *m_presenter, options);
    m_state = std::make_unique<StateBinding>(m_models, *m_window, *m_presenter, *m_model);
    m_welcome = std::make_unique<WelcomeBinding>(m_models, *m_window, *m_sampler);
    m_unfinished = std::make_unique<UnfinishedBinding>(*m_window, *m_sampler);
    m_runsFeature = std::make_unique<RunsFeature>(
        m_models, *m_window, RunsFeature::Parts{*m_sampler, *m_presenter, *m_runsBinding});
    m_live->setSampler(&m_sampler->thread());
    m_drop = std::make_unique<DropBinding>(m_models, *m_window);
    m_preferences = std::make_unique<PreferencesBinding>(m_models, *m_window);
    m_announcements = std::make_unique<Announcements>(m_models, *m_window, *m_presenter);
    m_queries->setRuns(m_runs);
    m_captureMore = std::make_unique<CaptureBinding>(m_models, *m_window, m_sampler->thread());
    connect(m_captureMore.get(), &CaptureBinding::captured, this, [this] {
        m_maps->replaced();
        m_inspect->arrived();
    });
    wireRuns();
    wireStart();
    wireStates();
    connect(m_window->header(), &AppHeader::recentModelRequested, m_model.get(),
            &ModelBinding::open);
    m_theme->addTo(m_window->themeMenu());
    connect(m_window.get(), &MainWindow::aboutToClose, this, [this] {
        if (!m_options.keepSession)
            return;
        m_window->save();
        m_session->save();
    });
}

Workbench::~Workbench() = default;

void Workbench::wireRuns()
{
    connect(m_presenter.get(), &RunPresenter::started, this, &Workbench::showRunning);
    connect(m_presenter.get(), &RunPresenter::mapsArrived, m_maps.get(), &MapsBinding::arrived);
    connect(m_presenter.get(), &RunPresenter::stepStored, m_masses.get(), &MassesBinding::arrived);
    connect(m_presenter.get(), &RunPresenter::stepStored, m_inspect.get(),
            &InspectBinding::arrived);
    connect(m_presenter.get(), &RunPresenter::settled, this, [this](const QString &path) {
        m_runsBinding->refresh(path);
        m_maps->arrived();
        m_compare->settled(path);
        m_inspect->arrived();
        m_queries->setSecondsPerForward(m_presenter->secondsPerForward());
        m_live->setSecondsPerForward(m_presenter->secondsPerForward());
        showMemory();
    });
    connect(m_compare.get(), &CompareBinding::answered, this, [this] {
        lookAtFrame();
        if (!m_options.exportDialog || m_compare->busy())
            return;
        m_options.exportDialog = false; // asked for once, with the run the program starts with
        m_export->openDialog();
    });
    connect(m_compare.get(), &CompareBinding::rerunCompared, this, [this](const QString &verdict) {
        m_window->log()->addLine(verdict);
        m_window->status()->setSaved(verdict);
    });
    connect(m_runsBinding.get(), &RunsBinding::opened, this, &Workbench::showOpened);
    connect(m_runsFeature.get(), &RunsFeature::compareRequested, this,
            [this](const QString &a, const QString &b) {
                m_window->setWorkspace(AppHeader::Compare);
                const auto idOf = [this](const QString &path) {
                    const RunRow *row = m_models.runs.row(path);
                    const bool onlyA = row != nullptr && row->neglectedB < 0;
                    return sourceId(path, onlyA ? Side::A : Side::B);
                };
                m_models.compare.setSourceA(idOf(a));
                m_models.compare.setSourceB(idOf(b));
            });
    connect(m_window.get(), &MainWindow::openRunRequested, this, &Workbench::openRun);
}

void Workbench::wireStart()
{
    connect(m_model.get(), &ModelBinding::opened, this, [this](const ModelInfo &info) {
        m_presenter->setShape({info.blocks, info.heads});
        m_presenter->setPresets(m_window->sides()->presets());
        if (m_options.keepSession)
            m_preferences->applyToRecipe();
        m_session->modelOpened(info);
        if (m_options.hasPrompt && !m_started) {
            m_models.recipe.edit(tr("Prompt"), {}, [this](Recipe &recipe) {
                recipe.prompt = m_options.prompt.toStdString();
            });
        }
        m_prompt->setModel(info);
        if (m_options.screenshot.isEmpty() || m_options.run)
            m_sampler->prepare();
        showMemory();
        if (m_started)
            return;
        m_started = true;
        Q_EMIT modelReady();
        if (!m_options.open.isEmpty())
            openRun(QDir(m_options.open).absolutePath());
        if (m_options.run)
            m_sampler->run();
        else if (m_options.open.isEmpty())
            lookWhereAsked();
    });
    SidesPanel *sides = m_window->sides();
    connect(sides->presetBar(), &PresetBar::presetsChanged, m_presenter.get(),
            [this, sides] { m_presenter->setPresets(sides->presets()); });
    const ViewModel &view = m_models.view;
    connect(&view, &ViewModel::stepChanged, sides->schedule(), [sides, &view] {
        sides->schedule()->setCurrentStep(view.step() < 0 ? view.stepsDone() - 1 : view.step());
    });
    // A frame or step can be looked at when it is there.
    connect(m_presenter.get(), &RunPresenter::settled, this, &Workbench::lookWhereAsked);
    connect(m_presenter.get(), &RunPresenter::started, this, [this] {
        if (!m_options.selectWord.isEmpty())
            m_models.view.selectWord(m_options.selectWord);
    });
}

void Workbench::wireStates()
{
    connect(m_presenter.get(), &RunPresenter::resumeWanted, m_sampler.get(),
            &SamplerBinding::resume);
    const bool otherwiseBusy = !m_options.open.isEmpty() || m_options.run;
    connect(m_model.get(), &ModelBinding::opened, m_welcome.get(), &WelcomeBinding::setModel);
    connect(m_runsBinding.get(), &RunsBinding::listed, m_welcome.get(),
            [this, otherwiseBusy] { m_welcome->listed(!otherwiseBusy); });
    connect(m_welcome.get(), &WelcomeBinding::measured, m_queries.get(),
            &QueriesBinding::setSecondsPerForward);
    connect(m_window.get(), &MainWindow::welcomeRequested, m_welcome.get(), &WelcomeBinding::show);
    connect(m_runsBinding.get(), &RunsBinding::reconciled, m_unfinished.get(),
            &UnfinishedBinding::look);
    connect(m_unfinished.get(), &UnfinishedBinding::keepWanted, &m_runsFeature->upkeep(),
            &UpkeepBinding::keep);
    connect(m_unfinished.get(), &UnfinishedBinding::offered, m_state.get(),
            &StateBinding::setResumed);
    connect(m_window.get(), &MainWindow::recipeOpenRequested, m_drop.get(),
            [this](const QString &path) { m_drop->open({path}); });
    connect(m_window.get(), &MainWindow::recipeSaveRequested, m_drop.get(),
            &DropBinding::saveRecipe);
    connect(m_drop.get(), &DropBinding::sourceDropped, this, [this](const QString &path) {
        m_models.compare.setSourceB(idOfDropped(path, Side::B));
        m_window->setWorkspace(AppHeader::Compare);
    });
    connect(m_drop.get(), &DropBinding::promptsDropped, this, &Workbench::takePrompts);
    if (!m_options.openModel.isEmpty() && m_options.state.isEmpty()) {
        connect(
            m_model.get(), &ModelBinding::opened, this,
            [this] { m_model->open(m_options.openModel); }, Qt::SingleShotConnection);
    }
}

void Workbench::takePrompts(const QStringList &prompts)
{
    Recipe recipe = m_models.recipe.recipe();
    for (const QString &prompt : prompts) {
        recipe.prompt = prompt.toStdString();
        m_sampler->add(singleRun(recipe));
    }
}

void Workbench::start()
{
    if (m_options.keepSession)
        m_window->restore();
    if (!m_options.size.isEmpty())
        m_window->resize(m_options.size);
    m_window->setWorkspace(m_options.workspace == QStringLiteral("inspect")   ? AppHeader::Inspect
                           : m_options.workspace == QStringLiteral("compare") ? AppHeader::Compare
                                                                              : AppHeader::Explore);
    if (m_options.compareMode >= 0)
        m_models.compare.setMode(static_cast<CompareMode>(m_options.compareMode));
    if (!m_options.screenshot.isEmpty())
        expectScreenshot();
    m_window->show();
    m_model->open(m_session->firstModel());
    m_runsBinding->load();
    m_runsFeature->start();
    showMemory();
}

void Workbench::openRun(const QString &path)
{
    // A click on the running run goes back to it without reading its folder.
    if (!m_presenter->showLive(path)) {
        m_runsBinding->open(path);
        return;
    }
    m_runsBinding->stopOpening();
    showRunning(path);
}

void Workbench::showRunning(const QString &path)
{
    const Recipe recipe = m_presenter->runningRecipe();
    bindTo(path.toStdString());
    m_neglect->follow(path.toStdString());
    m_window->runsPanel()->markCurrent(path);
    m_export->setRun(recipe, path);
    m_stills->setRun(recipe, path);
    m_compare->announce(recipe, path);
    m_window->look()->setCaptureInfo({}, captureText(recipe.capture));
}

void Workbench::showOpened(const OpenedRun &run)
{
    const RunManifest &manifest = run.folder->manifest();
    const std::filesystem::path &folder = run.folder->path();
    const QString path = QString::fromStdString(folder.string());
    m_presenter->showOther();
    RunView view = runViewOf(manifest.recipe, manifest.sigmas, {manifest.blocks, manifest.heads},
                             m_window->sides()->presets());
    for (ViewSource &source : view.sources)
        source.run = folder.string();
    m_models.view.setRun(view);
    m_models.view.setWords(labelsOf(manifest.rows));
    m_models.tokens.setTokens(manifest.tokens, manifest.rows);
    bindTo(folder);
    m_neglect->open(run.folder);
    for (const Side side : kSides) {
        const std::size_t i = index(side);
        m_models.view.setProgress(side, manifest.side(side).stepsDone);
        if (run.clips[i])
            m_models.view.setClip(side, run.clips[i]);
        else if (manifest.recipe.runs(side))
            m_queries->showPreview(side, manifest.side(side).stepsDone - 1);
    }
    m_models.recipe.edit(tr("Open run"), {}, [&](Recipe &recipe) {
        recipe = manifest.recipe;
        recipe.stopAfter = 0; // what stops a triage is not part of the draft
    });
    m_export->setRun(manifest.recipe, path);
    m_stills->setRun(manifest.recipe, path);
    m_compare->setRun(manifest.recipe, path);
    m_window->runsPanel()->markCurrent(path);
    const QString state =
        manifest.status == RunStatus::Done
            ? tr("%1 finished in %2 s").arg(shortNameOf(path)).arg(manifest.seconds, 0, 'f', 1)
            : shortNameOf(path);
    m_window->status()->setRun(state, false);
    m_window->status()->setNoise(QString::fromStdString(manifest.noiseSha256),
                                 manifest.recipe.runA && manifest.recipe.runB);
    m_window->status()->setDensity(QString::fromStdString(manifest.densitySource));
    lookWhereAsked();
    Q_EMIT runShown();
}

void Workbench::bindTo(const std::filesystem::path &run)
{
    m_maps->setRun(run);
    m_masses->setRun(run);
    m_inspect->setRun(run);
    m_captureMore->setRun(run);
    m_figures->setRun(run);
    m_queries->setRun(run);
}

void Workbench::lookWhereAsked()
{
    // Only the first run shown is looked at as the command line says.
    if (!m_options.selectWord.isEmpty())
        m_models.view.selectWord(m_options.selectWord);
    if (m_options.step > 0)
        m_models.view.setStep(m_options.step - 1);
    m_options.selectWord.clear();
    m_options.step = 0;
    lookAtFrame();
}

/// On the Compare page the frames come later than the run.
void Workbench::lookAtFrame()
{
    if (m_options.frame == 0 || m_models.view.frameCount() == 0)
        return;
    m_models.view.setFrame(m_options.frame - 1);
    m_options.frame = 0;
}

void Workbench::showMemory()
{
    const ProcessMemory memory = processMemory();
    m_window->header()->setMemory(memory.used, memory.total);
}

} // namespace dare
