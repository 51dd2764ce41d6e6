#pragma once

#include "app/gui/RunViews.h"
#include "app/gui/ViewModels.h"
#include "core/types/RunEvent.h"

#include <QElapsedTimer>
#include <QObject>

#include <array>
#include <memory>
#include <optional>

namespace dare
{

class BannerBar;
class LogView;
class RunBox;
class StatusLine;

/// Turns the events of the running run into what the window shows. Events of another run than the
/// one started last are ignored. The views follow the run until another one is opened. @thread GUI
class RunPresenter : public QObject
{
    Q_OBJECT

public:
    struct Places {
        RunBox *box;
        StatusLine *status;
        BannerBar *banner;
        LogView *log;
    };

    RunPresenter(ViewModels &models, const Places &places, QObject *parent = nullptr);

    void setShape(const ModelShape &shape) { m_shape = shape; }
    void setPresets(const std::vector<SidePreset> &presets) { m_presets = presets; }

    void handle(const RunEvent &event);
    /// Another run is shown now; the running one goes on unseen, and so do those that follow it.
    void showOther() { m_following = false; }
    /// The next run that starts is shown: the user asked for it.
    void followNext() { m_following = true; }
    /// Shows the running run again. @return whether there is one with this path
    bool showLive(const QString &path);
    /// The user let a paused run go on.
    void unpaused();
    /// Seconds of one forward in the last run; 0 while none was measured.
    [[nodiscard]] double secondsPerForward() const { return m_secondsPerForward; }
    [[nodiscard]] bool running() const { return m_live.has_value(); }
    /// The running run's shares so far.
    [[nodiscard]] const NeglectModel &meter() const { return m_meter; }
    /// The running run's recipe, with every default resolved; a default one where none runs.
    [[nodiscard]] Recipe runningRecipe() const
    {
        return m_live ? m_live->started.recipe : Recipe();
    }
    [[nodiscard]] RunId runningId() const { return m_live ? m_live->started.run : 0; }

Q_SIGNALS:
    /// A run started and is on screen.
    void started(const QString &path);
    /// New maps of the run on screen are on disk.
    void mapsArrived();
    /// A step of the run on screen is on disk, with its masses.
    void stepStored();
    /// The run ended in one way or another: its folder says how.
    void settled(const QString &path);
    void failed(const dare::Error &error);
    /// The failed run shall go on from its last finished step.
    void resumeWanted(const QString &path);

private:
    struct Live {
        RunStarted started;
        ModelShape shape; ///< of its model, which another one may have followed
        std::array<int, 2> done{0, 0};
        std::array<Preview, 2> previews;
        std::array<std::shared_ptr<const Clip>, 2> clips;
        QElapsedTimer clock;
        int counted = 0;
        bool paused = false;
    };

    void on(const RunStarted &event);
    void on(const StepDone &event);
    void on(const Preview &event);
    void on(const MapsReady &event);
    void on(const SideFinished &event);
    void on(const RunFinished &event);
    void on(const RunFailed &event);
    void on(const RunPaused &event);
    void on(const RunCancelled &event);
    void on(const RunLog &event);
    [[nodiscard]] bool current(RunId run) const { return m_live && m_live->started.run == run; }
    [[nodiscard]] int sidesRun() const;
    [[nodiscard]] double meanDone() const;
    void showProgress();
    void showRunName();
    void showRow(RunRow::State state, const QString &error = {});
    void showThumbnails();
    void end(RunRow::State state, const QString &status, const QString &error = {});

    ViewModels &m_models;
    Places m_places;
    ModelShape m_shape;
    std::vector<SidePreset> m_presets;
    NeglectModel m_meter; ///< of the running run, on screen or not
    std::optional<Live> m_live;
    bool m_following = true;
    double m_secondsPerForward = 0.0;
};

} // namespace dare
