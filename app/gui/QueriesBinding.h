#pragma once

#include "core/runs/Engine.h"
#include "core/types/Recipe.h"
#include "widgets/viewer/ViewModel.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace dare
{

class MainWindow;
struct ViewModels;

/// What the window asks an engine beside running: what a run will need, and pictures of stored
/// steps. Its engine lives on one worker and loads no weights for the prediction.
class QueriesBinding : public QObject
{
    Q_OBJECT

public:
    QueriesBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);
    ~QueriesBinding() override;

    /// The run whose steps may be wanted; an empty path stops.
    void setRun(const std::filesystem::path &path);
    /// Where runs are stored: maps that do not fit there are warned of.
    void setRuns(const std::filesystem::path &runs) { m_runs = runs; }
    /// What one forward took in the last run, for predictions until the engine has measured itself.
    void setSecondsPerForward(double seconds);
    /// Shows the x0 prediction of a step of a side that has no finished clip.
    void showPreview(Side side, int step);

Q_SIGNALS:
    void predicted();

private:
    void predict();
    void showPrediction(const Recipe &resolved, const RunPrediction &prediction,
                        std::uint64_t freeDisk);
    void showCapture(const RunPrediction &prediction, std::uint64_t freeDisk);
    void wantStep(int step);

    ViewModels &m_models;
    MainWindow &m_window;
    std::shared_ptr<Engine> m_engine; ///< used on the worker alone
    std::filesystem::path m_path;
    std::filesystem::path m_runs;
    double m_secondsPerForward = 0.0;
    int m_predicting = 0;
    std::array<std::shared_ptr<std::atomic<int>>, 2> m_newest; ///< wish for a preview, of a side
    QTimer m_quiet;
    QThreadPool m_pool;
};

} // namespace dare
