#pragma once

#include "app/gui/CommandLine.h"
#include "app/gui/ViewModels.h"

#include <QObject>

#include <filesystem>
#include <memory>

namespace dare
{

class Announcements;
class CompareBinding;
class CaptureBinding;
class DropBinding;
class ExportBinding;
class FigureBinding;
class InspectBinding;
class LivePreviewBinding;
class MainWindow;
class MapsBinding;
class MassesBinding;
class ModelBinding;
class NeglectBadges;
class NeglectBinding;
class PreferencesBinding;
class PromptBinding;
class QueriesBinding;
class RunPresenter;
class RunsBinding;
class RunsFeature;
class SamplerBinding;
class SessionBinding;
class StateBinding;
class StillBinding;
class Screenshot;
class ThemeApplier;
class ThemeBinding;
class UnfinishedBinding;
class WelcomeBinding;
struct OpenedRun;

/// The program: view-models, the window, and the bindings between them and the core.
class Workbench : public QObject
{
    Q_OBJECT

public:
    Workbench(const CommandLine &options, ThemeApplier &theme);
    ~Workbench() override;

    void start();

    [[nodiscard]] ViewModels &models() { return m_models; }
    [[nodiscard]] MainWindow &window() { return *m_window; }
    [[nodiscard]] CompareBinding &comparer() { return *m_compare; }
    [[nodiscard]] ExportBinding &exporter() { return *m_export; }
    [[nodiscard]] FigureBinding &figures() { return *m_figures; }
    [[nodiscard]] RunsBinding &runs() { return *m_runsBinding; }
    [[nodiscard]] SamplerBinding &sampler() { return *m_sampler; }
    [[nodiscard]] RunsFeature &runsFeature() { return *m_runsFeature; }
    [[nodiscard]] LivePreviewBinding &livePreview() { return *m_live; }

Q_SIGNALS:
    void modelReady(); ///< the first model is open
    void runShown();   ///< a stored run is on screen

private:
    void wireRuns();
    void wireStart();
    void wireStates();
    void takePrompts(const QStringList &prompts);
    void showOpened(const OpenedRun &run);
    /// The running run is on screen, from now on or again.
    void showRunning(const QString &path);
    void showMemory();
    void bindTo(const std::filesystem::path &run);
    void openRun(const QString &path);
    void lookWhereAsked();
    void lookAtFrame();
    void expectScreenshot();
    void expectMaps();
    void expectMetrics();
    void expectEnd();
    void expectState();
    void expectLoading();

    CommandLine m_options;
    std::filesystem::path m_runs;
    ViewModels m_models;
    std::unique_ptr<ThemeBinding> m_theme;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<RunPresenter> m_presenter;
    std::unique_ptr<ModelBinding> m_model;
    std::unique_ptr<PromptBinding> m_prompt;
    std::unique_ptr<CompareBinding> m_compare; ///< before those that read through its cache
    std::unique_ptr<RunsBinding> m_runsBinding;
    std::unique_ptr<MapsBinding> m_maps;
    std::unique_ptr<MassesBinding> m_masses;
    std::unique_ptr<NeglectBadges> m_badges;
    std::unique_ptr<NeglectBinding> m_neglect;
    std::unique_ptr<InspectBinding> m_inspect;
    std::unique_ptr<FigureBinding> m_figures;
    std::unique_ptr<QueriesBinding> m_queries;
    std::unique_ptr<ExportBinding> m_export;
    std::unique_ptr<StillBinding> m_stills;
    std::unique_ptr<LivePreviewBinding> m_live; ///< before the sampler, whose answers it takes
    std::unique_ptr<SamplerBinding> m_sampler;
    std::unique_ptr<SessionBinding> m_session;
    std::unique_ptr<StateBinding> m_state;
    std::unique_ptr<WelcomeBinding> m_welcome;
    std::unique_ptr<DropBinding> m_drop;
    std::unique_ptr<PreferencesBinding> m_preferences;
    std::unique_ptr<Announcements> m_announcements;
    std::unique_ptr<UnfinishedBinding> m_unfinished;
    std::unique_ptr<RunsFeature> m_runsFeature;
    std::unique_ptr<CaptureBinding> m_captureMore;
    std::unique_ptr<Screenshot> m_screenshot;
    bool m_started = false; ///< the first model is open and what was asked for has begun
};

} // namespace dare
