#include "app/gui/InspectBinding.h"

#include "app/gui/Background.h"
#include "app/gui/ViewModels.h"
#include "core/inspect/CaptureCost.h"
#include "core/inspect/CaptureSummary.h"
#include "core/inspect/HeadGrid.h"
#include "core/inspect/HeadSearch.h"
#include "core/inspect/StepShares.h"
#include "core/inspect/TokenStats.h"
#include "widgets/viewer/RegionModel.h"

namespace dare
{

namespace
{

std::vector<std::string> labelsOf(const QStringList &words)
{
    std::vector<std::string> out;
    for (const QString &word : words)
        out.push_back(word.toStdString());
    return out;
}

/// The thumbnails of a place, and cos of both sides: they share the step and the words.
struct GridReading {
    HeadGrid grid;
    std::array<std::vector<float>, 2> cos;
};

Result<GridReading> gridReading(const std::filesystem::path &path, const MapQuery &query, int frame,
                                int clipFrames)
{
    const auto run = RunFolder::open(path);
    if (!run)
        return tl::unexpected(run.error());
    GridReading out;
    const RunManifest &manifest = run->manifest();
    if (query.words.empty() || !hasMapGrid(manifest))
        return out;
    auto grid = readHeadGrid(*run, query, mapFrameOf(frame, clipFrames, manifest.grid[0]));
    if (!grid)
        return tl::unexpected(grid.error());
    out.grid = *std::move(grid);
    for (const Side side : kSides) {
        if (manifest.recipe.runs(side))
            out.cos[index(side)] = readWordCos(*run, side, query.step, query.words);
    }
    return out;
}

struct CaptureReading {
    CaptureSummary summary;
    std::vector<CaptureOffer> offers;
};

void offer(CaptureReading &reading, const RunFolder &run, const QString &text,
           const CaptureWindow &window)
{
    CaptureOffer out{text, missingWindow(run, reading.summary, window)};
    if (out.window.steps.list.empty())
        return;
    const CaptureCost cost = captureCost(run, out.window);
    out.megabytes = static_cast<double>(cost.bytes) / 1e6;
    out.seconds = cost.seconds;
    reading.offers.push_back(std::move(out));
}

/// @param step, layer what is looked at; -1: the mean
Result<CaptureReading> captureReading(const std::filesystem::path &path, int step, int layer)
{
    const auto run = RunFolder::open(path);
    if (!run)
        return tl::unexpected(run.error());
    CaptureReading out;
    out.summary = readCaptureSummary(*run);
    if (!hasMapGrid(run->manifest()) || run->manifest().status == RunStatus::Running)
        return out;
    const int shown = step < 0 ? run->manifest().recipe.steps - 1 : step;
    CaptureWindow window;
    window.heads = {IndexChoice::Mode::All, {}};
    window.steps = {IndexChoice::Mode::List, {shown}};
    if (layer >= 0) {
        CaptureWindow one = window;
        one.layers = {IndexChoice::Mode::List, {layer}};
        offer(out, *run,
              QObject::tr("Every head of layer %1, step %2").arg(layer + 1).arg(shown + 1), one);
    }
    offer(out, *run, QObject::tr("Every head of every layer, step %1").arg(shown + 1), window);
    window.steps = {};
    offer(out, *run, QObject::tr("Every head of every layer, all steps"), window);
    return out;
}

} // namespace

InspectBinding::InspectBinding(ViewModels &models, QObject *parent)
    : QObject(parent), m_models(models)
{
    m_pool.setMaxThreadCount(1);
    ViewModel *view = &models.view;
    connect(view, &ViewModel::frameChanged, this, &InspectBinding::readGrid);
    for (const auto signal : {&ViewModel::frameChanged, &ViewModel::playbackChanged})
        connect(view, signal, this, &InspectBinding::framesChanged);
    for (const auto signal : {&ViewModel::selectionChanged, &ViewModel::stepChanged,
                              &ViewModel::lookChanged, &ViewModel::workspaceChanged})
        connect(view, signal, this, &InspectBinding::arrived);
    connect(view, &ViewModel::mapLookChanged, this, &InspectBinding::lookChanged);
    connect(view, &ViewModel::playbackChanged, this, &InspectBinding::linkChanged);
    connect(view->region(), &RegionModel::settled, this, &InspectBinding::readSeries);
    connect(&models.inspect, &InspectModel::rowMapsChanged, this, &InspectBinding::readSeries);
    connect(&models.inspect, &InspectModel::searchWanted, this, &InspectBinding::search);
}

InspectBinding::~InspectBinding()
{
    if (m_cancel)
        m_cancel->store(true);
}

void InspectBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
    ++m_run;
    if (m_cancel)
        m_cancel->store(true);
    m_models.inspect.clear();
    arrived();
}

void InspectBinding::arrived()
{
    readGrid();
    readShares();
    readCapture();
}

/// Colours and opacity ask for nothing new; the side does.
void InspectBinding::lookChanged()
{
    if (m_models.view.diffOf() == m_diffOf)
        return;
    m_diffOf = m_models.view.diffOf();
    arrived();
}

/// Linking again moves A alone. Speed, loop and range ask for nothing new.
void InspectBinding::linkChanged()
{
    if (m_models.view.frame(gridSide()) != m_gridFrame)
        readGrid();
}

Side InspectBinding::gridSide() const
{
    const ViewModel &view = m_models.view;
    return view.diffOf() == DiffOf::A || !view.run().sides[1] ? Side::A : Side::B;
}

int InspectBinding::clipFrames(Side side) const
{
    const ViewModel &view = m_models.view;
    return framesOfSource(view.spec(), view.contents(), static_cast<int>(index(side)),
                          view.frameCount());
}

/// Runs `work` on the worker and shows its result; a wish meanwhile is read afterwards.
template <typename Work, typename Show>
void InspectBinding::read(Slot &slot, void (InspectBinding::*again)(), Work work, Show show)
{
    if (m_path.empty() || m_models.view.workspace() != Workspace::Inspect)
        return;
    if (slot.busy) {
        slot.waiting = true;
        return;
    }
    slot.busy = true;
    slot.waiting = false;
    // Named, because a generic lambda would be given the future itself.
    using Outcome = std::invoke_result_t<Work &>;
    inBackground(m_pool, this, std::move(work),
                 [this, &slot, again, run = m_run, show = std::move(show)](Outcome outcome) {
                     slot.busy = false;
                     if (run == m_run && outcome)
                         show(*std::move(outcome));
                     if (slot.waiting)
                         (this->*again)();
                 });
}

void InspectBinding::readGrid()
{
    const ViewModel &view = m_models.view;
    MapQuery query;
    query.side = gridSide();
    query.words = labelsOf(view.selectedWords());
    query.step = view.step();
    m_gridFrame = view.frame(query.side);
    read(
        m_grid, &InspectBinding::readGrid,
        [path = m_path, query, frame = m_gridFrame, clip = clipFrames(query.side)] {
            return gridReading(path, query, frame, clip);
        },
        [this, side = query.side](GridReading reading) {
            m_models.inspect.setGrid(std::move(reading.grid), side);
            m_models.inspect.setCos(reading.cos);
        });
}

void InspectBinding::readShares()
{
    read(
        m_shares, &InspectBinding::readShares,
        [path = m_path, words = labelsOf(m_models.view.selectedWords())]() -> Result<StepShares> {
            const auto run = RunFolder::open(path);
            return run ? readStepShares(*run, words) : tl::unexpected(run.error());
        },
        [this](StepShares shares) { m_models.inspect.setShares(std::move(shares)); });
}

void InspectBinding::readCapture()
{
    const ViewModel &view = m_models.view;
    // A run that goes on writes a maps file a step: what is kept is known from its recipe.
    if (view.run().running)
        return;
    read(
        m_capture, &InspectBinding::readCapture,
        [path = m_path, step = view.step(), layer = view.layer()] {
            return captureReading(path, step, layer);
        },
        [this](CaptureReading reading) {
            const QString text = QString::fromStdString(describe(reading.summary));
            m_models.inspect.setCapture(std::move(reading.summary), text);
            m_models.inspect.setOffers(std::move(reading.offers));
        });
}

SeriesFrames InspectBinding::seriesFrames() const
{
    const ViewModel &view = m_models.view;
    SeriesFrames out;
    out.view = view.frameCount();
    for (const Side side : kSides) {
        out.clips[index(side)] = clipFrames(side);
        out.shifts[index(side)] = shiftOf(view.spec(), static_cast<int>(index(side)));
    }
    return out;
}

/// Unlinked, B moves against A; and clips arrive after their maps.
void InspectBinding::framesChanged()
{
    if (seriesFrames() != m_seriesFrames)
        readSeries();
}

void InspectBinding::readSeries()
{
    m_seriesFrames = seriesFrames();
    const RegionTrack &track = m_models.view.region()->track();
    if (track.empty())
        return m_models.inspect.setSeries({});
    read(
        m_series, &InspectBinding::readSeries,
        [maps = std::array{m_models.inspect.rowMaps(Side::A), m_models.inspect.rowMaps(Side::B)},
         track, frames = m_seriesFrames]() -> Result<RegionSeries> {
            return regionSeries(maps, track, frames);
        },
        [this](RegionSeries series) { m_models.inspect.setSeries(std::move(series)); });
}

void InspectBinding::search(const HeadQuestion &question)
{
    if (m_path.empty())
        return;
    if (m_cancel)
        m_cancel->store(true);
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const ViewModel &view = m_models.view;
    MapQuery query;
    query.side = m_models.inspect.gridSide();
    query.words = labelsOf(view.selectedWords());
    query.step = question.allSteps ? -1 : view.step();
    HeadTarget target;
    target.clipFrames = clipFrames(query.side);
    if (question.otherWord.isEmpty()) // the boxes were drawn over the view's frames
        target.region =
            shifted(view.region()->track(), shiftOf(view.spec(), int(index(query.side))));
    else
        target.words = {question.otherWord.toStdString()};
    m_models.inspect.setScores({}, tr("Searching…"));
    inBackground(
        m_pool, this,
        [path = m_path, query, target, cancel = m_cancel]() -> Result<std::vector<HeadScore>> {
            const auto run = RunFolder::open(path);
            if (!run)
                return tl::unexpected(run.error());
            return searchHeads(*run, query, target, cancel.get());
        },
        [this, cancel = m_cancel](const Result<std::vector<HeadScore>> &scores) {
            if (cancel->load())
                return;
            if (scores)
                m_models.inspect.setScores(*scores, {});
            else
                m_models.inspect.setScores({}, QString::fromStdString(scores.error().message));
        });
}

} // namespace dare
