#pragma once

#include "app/gui/RunPresenter.h"
#include "app/gui/RunQueue.h"
#include "core/runs/SamplerThread.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Intents to the sampler thread, its events to the presenter. The queue hands it one job at a
/// time, so that what waits can be put in another order. The sampler only posts a wake-up; events
/// are taken on the GUI thread.
class SamplerBinding : public QObject
{
    Q_OBJECT

public:
    SamplerBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                   std::filesystem::path runs, QObject *parent = nullptr);
    ~SamplerBinding() override;

    [[nodiscard]] SamplerThread &thread() { return *m_sampler; }
    /// Runs the recipe being edited, or puts it into the queue while another runs.
    void run();
    /// Goes on with a run, now or as the next one.
    void resume(const QString &path);
    void resumeAll(const QStringList &paths);
    /// Puts a batch into the queue and starts where nothing runs. @param first before what waits
    void add(const Batch &batch, bool first = false);
    /// Takes a batch out of the queue, and stops its run after the current step.
    void stopBatch(const std::string &id);
    /// Loads the recipe's models in advance.
    void prepare();
    /// Seconds of one forward of a recipe. @param receive called on the GUI thread, unless this has
    /// gone by then
    void measure(const Recipe &recipe, std::function<void(const Result<double> &)> receive);
    [[nodiscard]] bool busy() const { return m_job.has_value(); }
    [[nodiscard]] RunQueue &queue() { return m_queue; }
    /// The batch whose run goes on now; empty where it stands alone.
    [[nodiscard]] std::string runningBatch() const { return m_job ? m_job->place.id : ""; }
    /// Stops after the current step and keeps the run as the first of the queue. stopped() follows.
    void stopForGood();

Q_SIGNALS:
    /// A run of a batch has its folder now.
    void placed(const QString &path, const dare::BatchPlace &place);
    /// Nothing runs any more, after stopForGood().
    void stopped();

private:
    void drain();
    void follow(const RunEvent &event);
    void begin(const RunQueue::Next &next, bool asked);
    void startNext(bool asked);
    void ended();
    void hold(bool held);
    void showQueue();
    void wireQueue();

    ViewModels &m_models;
    MainWindow &m_window;
    RunPresenter &m_presenter;
    std::filesystem::path m_runs;
    RunQueue m_queue;
    RunId m_id = 0;
    std::optional<RunQueue::Next> m_job; ///< what the sampler does now
    QString m_path;                      ///< its folder, once there is one
    std::set<std::string> m_asked;       ///< batches that start although the queue is on hold
    bool m_closing = false;
    std::unique_ptr<SamplerThread> m_sampler;
};

} // namespace dare
