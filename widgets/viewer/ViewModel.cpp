#include "widgets/viewer/ViewModel.h"

#include "widgets/viewer/RegionModel.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

/// ".118", ".0028": three decimals, or two digits where that says more; no leading zero.
QString shortNumber(double value)
{
    QString number = value != 0.0 && std::abs(value) < 0.01 ? QString::number(value, 'g', 2)
                                                            : QString::number(value, 'f', 3);
    return number.replace(QLatin1String("0."), QLatin1String("."));
}

std::string massCaption(const std::shared_ptr<const HeatMap> &map)
{
    if (!map)
        return {};
    return ("mass " + shortNumber(meanOf(*map))).toStdString();
}

std::string peakCaption(const std::shared_ptr<const HeatMap> &map, bool identical)
{
    if (!map)
        return {};
    if (identical)
        return "identical, bit for bit";
    const auto largest = std::max_element(map->values.begin(), map->values.end());
    const auto peak = largest == map->values.end() ? 0.0 : static_cast<double>(*largest);
    return ("max " + QString(peak > 0.0 ? "+" : "") + shortNumber(peak)).toStdString();
}

} // namespace

ViewModel::ViewModel(QObject *parent) : QObject(parent), m_region(new RegionModel(this))
{
    m_spec.sources = {m_run.sources[0], m_run.sources[1]};
    m_spec.sources[1].side = Side::B;
    m_run.sources[1].side = Side::B;
    rebuildPanes();
}

void ViewModel::setWorkspace(Workspace workspace)
{
    if (workspace == m_workspace)
        return;
    const int frames = frameCount();
    m_workspace = workspace;
    applyShift();
    m_spec.sources = {m_run.sources[0], m_run.sources[1]};
    rebuildPanes();
    if (frameCount() != frames) {
        m_spec.frame = std::clamp(m_spec.frame, 0, std::max(0, frameCount() - 1));
        Q_EMIT frameChanged();
        Q_EMIT playbackChanged();
    }
    Q_EMIT mapLookChanged();
    Q_EMIT workspaceChanged();
    requestMaps();
}

// ---- what the bindings bring ----

void ViewModel::setRun(const RunView &run)
{
    m_run = run;
    m_run.sources[0].side = Side::A;
    m_run.sources[1].side = Side::B;
    m_sources = {};
    m_final = {};
    m_newest = {};
    m_newestStep = {-1, -1};
    m_shownStep = {-1, -1};
    m_done = {0, 0};
    m_mapNote.clear();
    m_liveSteps = 0;
    m_neglected = {};
    m_requested = {};
    m_scalePlace.reset();
    m_spec.sources = {m_run.sources[0], m_run.sources[1]};
    m_spec.prompt = run.prompt.toStdString();
    m_shift = 0;
    applyShift();
    m_spec.step = -1;
    m_spec.layer = std::min(m_spec.layer, run.layers - 1);
    m_spec.head = std::min(m_spec.head, run.heads - 1);
    rebuildPanes();
    Q_EMIT runChanged();
    Q_EMIT frameChanged();
    Q_EMIT stepChanged();
    Q_EMIT lookChanged();
    if (!run.running)
        requestMaps();
}

void ViewModel::setSources(const std::array<ViewSource, 2> &sources)
{
    m_run.sources = sources;
    m_run.sources[0].side = Side::A;
    m_run.sources[1].side = Side::B;
    if (m_workspace != Workspace::Compare)
        m_spec.sources = {m_run.sources[0], m_run.sources[1]};
    Q_EMIT specChanged();
}

void ViewModel::setProgress(Side side, int stepsDone)
{
    if (m_done[index(side)] == stepsDone)
        return;
    m_done[index(side)] = stepsDone;
    Q_EMIT runChanged();
    Q_EMIT stepChanged();
}

void ViewModel::setRunning(bool running)
{
    if (m_run.running == running)
        return;
    m_run.running = running;
    Q_EMIT runChanged();
    Q_EMIT stepChanged();
    if (!running)
        requestMaps();
}

void ViewModel::setPreview(Side side, int step, std::shared_ptr<const Clip> clip)
{
    const std::size_t i = index(side);
    m_newest[i] = std::move(clip);
    m_newestStep[i] = step;
    if (m_spec.step < 0 && !m_final[i])
        showClip(side, step, m_newest[i]);
}

void ViewModel::setStepPreview(Side side, int step, std::shared_ptr<const Clip> clip)
{
    if (step == m_spec.step)
        showClip(side, step, std::move(clip));
}

void ViewModel::setClip(Side side, std::shared_ptr<const Clip> clip)
{
    const std::size_t i = index(side);
    m_final[i] = std::move(clip);
    if (m_spec.step < 0)
        showClip(side, -1, m_final[i]);
}

void ViewModel::setLivePreview(const std::array<std::shared_ptr<const Clip>, 2> &clips, int steps,
                               const std::array<ViewSource, 2> &sources)
{
    m_liveSteps = steps;
    m_spec.sources = {sources[0], sources[1]};
    m_spec.sources[1].side = Side::B;
    const int before = frameCount();
    for (std::size_t i = 0; i < clips.size(); ++i) {
        if (clips[i])
            m_sources.clips[i] = clips[i];
    }
    rebuildContents();
    if (frameCount() == before)
        return;
    m_spec.frame = std::clamp(m_spec.frame, 0, std::max(0, frameCount() - 1));
    Q_EMIT frameChanged();
    Q_EMIT playbackChanged();
}

void ViewModel::setNeglected(Side side, const std::vector<NeglectMark> &marks)
{
    if (marks == m_neglected[index(side)])
        return;
    m_neglected[index(side)] = marks;
    Q_EMIT runChanged();
}

void ViewModel::endLivePreview()
{
    if (m_liveSteps == 0)
        return;
    leaveLivePreview();
    m_sources.clips = {};
    if (m_spec.step >= 0)
        Q_EMIT previewWanted(m_spec.step);
    refreshClips();
    rebuildContents();
}

void ViewModel::leaveLivePreview()
{
    m_liveSteps = 0;
    m_spec.sources = {m_run.sources[0], m_run.sources[1]};
}

void ViewModel::showClip(Side side, int step, std::shared_ptr<const Clip> clip)
{
    leaveLivePreview();
    const int before = frameCount();
    m_sources.clips[index(side)] = std::move(clip);
    m_shownStep[index(side)] = step;
    rebuildContents();
    if (frameCount() == before)
        return;
    m_spec.frame = std::clamp(m_spec.frame, 0, std::max(0, frameCount() - 1));
    Q_EMIT frameChanged();
    Q_EMIT playbackChanged();
}

void ViewModel::refreshClips()
{
    for (const Side side : kSides) {
        const std::size_t i = index(side);
        if (m_final[i])
            showClip(side, -1, m_final[i]);
        else if (m_newest[i])
            showClip(side, m_newestStep[i], m_newest[i]);
    }
}

void ViewModel::setMaps(const MapSet &maps)
{
    m_sources.maps = maps;
    if (!maps.empty())
        m_mapNote.clear();
    rescale();
    rebuildContents();
}

void ViewModel::setMapNote(const QString &note)
{
    if (note == m_mapNote && m_sources.maps.empty())
        return;
    m_mapNote = note;
    if (!note.isEmpty()) {
        m_sources.maps = {};
        rescale();
    }
    rebuildContents();
}

void ViewModel::setWords(const QStringList &labels)
{
    if (labels == m_words)
        return;
    m_words = labels;
    Q_EMIT selectionChanged();
}

// ---- selection ----

QString ViewModel::selectedWord() const
{
    return m_selected.isEmpty() ? QString() : m_selected.constFirst();
}

void ViewModel::selectWord(const QString &label)
{
    setSelectedWords(label.isEmpty() ? QStringList() : QStringList(label));
    if (!label.isEmpty())
        setMapOn(true);
}

void ViewModel::setSelectedWords(const QStringList &labels)
{
    if (labels == m_selected)
        return;
    m_selected = labels;
    m_spec.word = labels.join(QStringLiteral(" + ")).toStdString();
    if (labels.isEmpty()) {
        m_sources.maps = {};
        m_requested = {};
        rescale();
    }
    rebuildPanes();
    Q_EMIT selectionChanged();
    requestMaps();
}

void ViewModel::toggleWord(const QString &label, bool add)
{
    QStringList labels = m_selected;
    if (add) {
        if (!labels.removeOne(label))
            labels.append(label);
    } else {
        labels = labels == QStringList(label) ? QStringList() : QStringList(label);
    }
    if (!labels.isEmpty())
        setMapOn(true);
    setSelectedWords(labels);
}

void ViewModel::setMapOn(bool on)
{
    if (on == m_mapOn)
        return;
    m_mapOn = on;
    rebuildPanes();
    Q_EMIT selectionChanged();
    requestMaps();
}

bool ViewModel::mapShown() const
{
    return !m_selected.isEmpty() && m_workspace != Workspace::Compare &&
           (m_mapOn || m_workspace == Workspace::Inspect);
}

MapRequest ViewModel::mapRequest() const
{
    return {m_selected, m_spec.step, m_spec.layer, m_spec.head};
}

void ViewModel::requestMaps()
{
    const MapRequest request = mapRequest();
    // The region asks for every word's maps, whether or not one is selected.
    if ((!mapShown() && m_workspace != Workspace::Inspect) || request == m_requested)
        return;
    m_requested = request;
    Q_EMIT mapsWanted(request);
}

void ViewModel::askAgain()
{
    m_requested = {};
    requestMaps();
}

// ---- panes ----

void ViewModel::rebuildPanes()
{
    const bool inspect = m_workspace == Workspace::Inspect;
    if (m_workspace == Workspace::Compare)
        return rebuildContents();
    m_spec.panes = inspect ? inspectPanes(m_diffOf, m_swapped)
                           : visiblePanes(explorePanes(mapShown(), m_swapped));
    m_spec.columns = inspect ? 3 : std::max(1, static_cast<int>(m_spec.panes.size()));
    m_spec.rows = inspect ? std::vector<int>{2, 3} : std::vector<int>{};
    rebuildContents();
}

void ViewModel::rebuildContents()
{
    m_sources.difference = difference(m_sources.maps, m_diffOf, m_swapped);
    if (m_workspace == Workspace::Compare)
        m_contents = applyScene(m_scene, m_hidden[0], m_hidden[1], m_spec);
    else
        m_contents = paneContents(m_spec.panes, m_sources);
    if (m_liveSteps > 0 && m_workspace != Workspace::Compare) {
        // The maps are the run's, not the preview's.
        for (PaneContent &content : m_contents)
            content.map.reset();
    }
    labelPanes();
    Q_EMIT contentChanged();
    Q_EMIT specChanged();
}

void ViewModel::labelPanes()
{
    if (m_workspace != Workspace::Inspect)
        return;
    for (std::size_t i = 0; i < m_spec.panes.size(); ++i) {
        ViewPane &pane = m_spec.panes[i];
        if (pane.kind == ViewPane::Kind::Video)
            pane.caption = massCaption(m_contents[i].map);
        if (pane.kind == ViewPane::Kind::SignedMap) {
            const auto side = static_cast<std::size_t>(pane.source);
            const bool identical = m_diffOf != DiffOf::BMinusA &&
                                   m_sources.maps.before[side] == m_sources.maps.after[side];
            pane.caption = peakCaption(m_contents[i].map, identical);
        }
    }
}

} // namespace dare
