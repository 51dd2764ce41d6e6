#include "app/gui/NeglectBinding.h"

#include "app/gui/Background.h"
#include "app/gui/NeglectBadges.h"
#include "app/gui/RunViews.h"
#include "app/gui/ViewModels.h"
#include "core/runs/Engine.h"

#include <utility>
#include <vector>

namespace dare
{

namespace
{

// A running run brings most pictures itself, shortly after it says that a step is done.
constexpr int kQuietMs = 250;

using Metrics = std::vector<std::pair<Side, StepMetrics>>;

Result<Metrics> readAll(const RunFolder &run)
{
    Metrics out;
    const RunManifest &manifest = run.manifest();
    for (const Side side : kSides) {
        for (int step = 0; manifest.recipe.runs(side) && step < manifest.side(side).stepsDone;
             ++step) {
            auto metrics = run.readMetrics(side, step);
            if (!metrics)
                return tl::unexpected(metrics.error());
            out.emplace_back(side, *std::move(metrics));
        }
    }
    return out;
}

Result<QImage> readThumbnail(Engine &engine, const std::filesystem::path &path, Side side, int step)
{
    const auto clip = engine.preview(path, side, step);
    if (!clip)
        return tl::unexpected(clip.error());
    return thumbnailOf(*clip);
}

} // namespace

NeglectBinding::NeglectBinding(ViewModels &models, QObject *parent)
    : QObject(parent), m_models(models), m_engine(std::make_shared<Engine>())
{
    m_pool.setMaxThreadCount(1);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &NeglectBinding::readPicture);
    connect(&models.filmstrip, &FilmstripModel::pictureMissing, &m_quiet,
            qOverload<>(&QTimer::start));
}

NeglectBinding::~NeglectBinding() = default;

void NeglectBinding::follow(const std::filesystem::path &run)
{
    ++m_generation;
    m_reading = false;
    m_path = run;
    m_quiet.start();
}

void NeglectBinding::open(const std::shared_ptr<const RunFolder> &run)
{
    follow(run->path());
    const RunManifest &manifest = run->manifest();
    m_models.neglect.setRun(neglectRunOf(manifest.recipe, manifest.tokens));
    m_models.filmstrip.setRun({manifest.recipe.runA, manifest.recipe.runB});
    inBackground(
        m_pool, this, [run] { return readAll(*run); },
        [this, run, generation = m_generation](const Result<Metrics> &metrics) {
            if (generation != m_generation)
                return;
            // Without metrics (an older or damaged run) the meter keeps its words and says nothing.
            if (metrics) {
                for (const auto &[side, step] : *metrics)
                    addShares(m_models.neglect, run->manifest().tokens, side, step);
            }
            Q_EMIT sharesRead();
        });
}

void NeglectBinding::readPicture()
{
    if (m_reading || m_path.empty())
        return;
    const auto missing = m_models.filmstrip.missing();
    if (missing.empty()) {
        Q_EMIT picturesRead();
        return;
    }
    m_reading = true;
    const auto [side, step] = missing.front();
    inBackground(
        m_pool, this,
        [engine = m_engine, path = m_path, side = side, step = step] {
            return readThumbnail(*engine, path, side, step);
        },
        [this, side = side, step = step, generation = m_generation](const Result<QImage> &image) {
            if (generation != m_generation)
                return;
            m_reading = false;
            // One that cannot be read stays empty and is not asked for again.
            m_models.filmstrip.setPicture(side, step, image ? *image : QImage());
            readPicture();
        });
}

} // namespace dare
