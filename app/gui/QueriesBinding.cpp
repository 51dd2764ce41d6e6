#include "app/gui/QueriesBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunViews.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

#include <QLocale>
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
};

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
    ++m_run;
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
        [engine = m_engine, recipe = m_models.recipe.recipe()]() -> Result<Prediction> {
            auto resolved = engine->resolve(recipe);
            if (!resolved)
                return tl::unexpected(resolved.error());
            auto needs = engine->predict(*resolved);
            if (!needs)
                return tl::unexpected(needs.error());
            return Prediction{*std::move(resolved), *needs};
        },
        [this, generation](const Result<Prediction> &prediction) {
            if (generation != m_predicting)
                return;
            if (prediction)
                showPrediction(prediction->recipe, prediction->needs);
            else
                m_window.sides()->runBox()->setPrediction(
                    QString::fromStdString(prediction.error().text()), {});
            Q_EMIT predicted();
        });
}

void QueriesBinding::showPrediction(const Recipe &resolved, const RunPrediction &prediction)
{
    const QString sides = resolved.runA && resolved.runB ? tr("A and B")
                          : resolved.runA                ? tr("A")
                                                         : tr("B");
    QStringList parts;
    const double seconds =
        prediction.seconds > 0.0 ? prediction.seconds : m_secondsPerForward * forwardsOf(resolved);
    if (seconds > 0.0)
        parts << timeText(seconds);
    parts << QLocale::c().formattedDataSize(
        static_cast<qint64>(prediction.mapBytes + prediction.stateBytes), 0,
        QLocale::DataSizeSIFormat);
    m_window.sides()->runBox()->setPrediction(tr("%1, %2 steps").arg(sides).arg(resolved.steps),
                                              parts.join(QStringLiteral(" · ")));
    const QString device = QString::fromStdString(resolved.device);
    m_window.header()->setDeviceText(
        device.startsWith(QStringLiteral("cuda"))
            ? device.toUpper().replace(QLatin1Char(':'), QLatin1Char(' '))
            : tr("CPU · %1 threads").arg(QThread::idealThreadCount()));
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
    const int run = m_run;
    inBackground(
        m_pool, this,
        [engine = m_engine, path = m_path, side, step]() -> Result<std::shared_ptr<const Clip>> {
            auto clip = engine->preview(path, side, step);
            if (!clip)
                return tl::unexpected(clip.error());
            return std::make_shared<const Clip>(*std::move(clip));
        },
        [this, run, side, step](const Result<std::shared_ptr<const Clip>> &clip) {
            if (run != m_run || !clip)
                return;
            if (m_models.view.step() == step)
                m_models.view.setStepPreview(side, step, *clip);
            else if (m_models.view.step() < 0)
                m_models.view.setPreview(side, step, *clip);
        });
}

} // namespace dare
