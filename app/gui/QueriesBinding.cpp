#include "app/gui/QueriesBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/ProcessMemory.h"
#include "app/gui/RunViews.h"
#include "widgets/sides/CapturePanel.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

#include <QThread>

#include <utility>

namespace dare
{

namespace
{

constexpr int kQuietMs = 30; // beside the engine's own time within the 50 ms of the interface

struct Prediction {
    Recipe recipe;
    RunPrediction needs;
    std::uint64_t freeDisk = 0; ///< where runs are stored; 0: unknown
};

/// Of the nearest folder that exists: the runs folder is made with the first run.
std::uint64_t freeDiskAt(std::filesystem::path folder)
{
    std::error_code none;
    while (!folder.empty() && !std::filesystem::exists(folder, none) &&
           folder != folder.parent_path())
        folder = folder.parent_path();
    const auto space = std::filesystem::space(folder, none);
    return none ? 0 : static_cast<std::uint64_t>(space.available);
}

QString timeText(double seconds)
{
    if (seconds >= 120.0)
        return QObject::tr("≈ %1 min").arg(seconds / 60.0, 0, 'f', 1);
    return QObject::tr("≈ %1 s").arg(seconds, 0, 'f', seconds < 10.0 ? 1 : 0);
}

} // namespace

QueriesBinding::QueriesBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_engine(std::make_shared<Engine>())
{
    for (auto &newest : m_newest)
        newest = std::make_shared<std::atomic<int>>(0);
    m_pool.setMaxThreadCount(1);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &QueriesBinding::predict);
    connect(&models.recipe, &RecipeModel::changed, &m_quiet, qOverload<>(&QTimer::start));
    connect(&models.view, &ViewModel::previewWanted, this, &QueriesBinding::wantStep);
}

QueriesBinding::~QueriesBinding() = default;

void QueriesBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
    for (const auto &newest : m_newest)
        ++*newest;
}

void QueriesBinding::setSecondsPerForward(double seconds)
{
    m_secondsPerForward = seconds;
    m_quiet.start();
}

void QueriesBinding::predict()
{
    const int generation = ++m_predicting;
    inBackground(
        m_pool, this,
        [engine = m_engine, runs = m_runs,
         recipe = m_models.recipe.recipe()]() -> Result<Prediction> {
            auto resolved = engine->resolve(recipe);
            if (!resolved)
                return tl::unexpected(resolved.error());
            auto needs = engine->predict(*resolved);
            if (!needs)
                return tl::unexpected(needs.error());
            return Prediction{*std::move(resolved), *needs, freeDiskAt(runs)};
        },
        [this, generation](const Result<Prediction> &prediction) {
            if (generation != m_predicting)
                return;
            if (prediction)
                showPrediction(prediction->recipe, prediction->needs, prediction->freeDisk);
            else
                m_window.sides()->runBox()->setPrediction(
                    QString::fromStdString(prediction.error().text()), {});
            Q_EMIT predicted();
        });
}

void QueriesBinding::showPrediction(const Recipe &resolved, const RunPrediction &prediction,
                                    std::uint64_t freeDisk)
{
    const QString sides = resolved.runA && resolved.runB ? tr("A and B")
                          : resolved.runA                ? tr("A")
                                                         : tr("B");
    QStringList parts;
    const double seconds =
        prediction.seconds > 0.0 ? prediction.seconds : m_secondsPerForward * forwardsOf(resolved);
    if (seconds > 0.0)
        parts << timeText(seconds);
    parts << sizeText(prediction.mapBytes + prediction.stateBytes);
    m_window.sides()->runBox()->setPrediction(tr("%1, %2 steps").arg(sides).arg(resolved.steps),
                                              parts.join(QStringLiteral(" · ")));
    showCapture(prediction, freeDisk);
    const QString device = QString::fromStdString(resolved.device);
    m_window.header()->setDeviceText(
        device.startsWith(QStringLiteral("cuda"))
            ? device.toUpper().replace(QLatin1Char(':'), QLatin1Char(' '))
            : tr("CPU · %1 threads").arg(QThread::idealThreadCount()));
}

void QueriesBinding::showCapture(const RunPrediction &prediction, std::uint64_t freeDisk)
{
    const std::uint64_t needed = prediction.mapBytes + prediction.stateBytes;
    const ProcessMemory memory = processMemory();
    QString warning;
    if (freeDisk > 0 && needed > freeDisk)
        warning = tr("The disk of the runs has only %1 left").arg(sizeText(freeDisk));
    else if (memory.total > 0.0 && static_cast<double>(prediction.memoryBytes) > memory.total)
        warning = tr("The run needs %1 of memory, more than this machine has")
                      .arg(sizeText(prediction.memoryBytes));
    m_window.sides()->capture()->setPrediction(
        prediction.mapBytes > 0 ? sizeText(prediction.mapBytes) : tr("no maps"), warning);
}

void QueriesBinding::wantStep(int step)
{
    for (const Side side : kSides) {
        if (m_models.view.run().sides[index(side)])
            showPreview(side, step);
    }
}

void QueriesBinding::showPreview(Side side, int step)
{
    if (m_path.empty() || step < 0)
        return;
    const auto newest = m_newest[index(side)];
    const int wish = ++*newest;
    inBackground(
        m_pool, this,
        [engine = m_engine, path = m_path, side, step, newest,
         wish]() -> Result<std::shared_ptr<const Clip>> {
            // Scrubbing wishes faster than a large model's frames are decoded.
            if (*newest != wish)
                return failure(ErrorCode::Cancelled, "another step is wanted by now");
            auto clip = engine->preview(path, side, step);
            if (!clip)
                return tl::unexpected(clip.error());
            return std::make_shared<const Clip>(*std::move(clip));
        },
        [this, newest, wish, side, step](const Result<std::shared_ptr<const Clip>> &clip) {
            if (*newest != wish || !clip)
                return;
            if (m_models.view.step() == step)
                m_models.view.setStepPreview(side, step, *clip);
            else if (m_models.view.step() < 0)
                m_models.view.setPreview(side, step, *clip);
        });
}

} // namespace dare
