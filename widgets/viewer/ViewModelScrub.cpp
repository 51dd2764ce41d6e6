// Where the views stand: frame, step, layer, head, word, playback, and how maps look.
#include "widgets/viewer/ViewModel.h"

#include <algorithm>
#include <utility>

namespace dare
{

int ViewModel::frameCount() const
{
    if (m_workspace == Workspace::Compare)
        return framesOf(m_scene);
    int count = 0;
    for (const auto &clip : m_sources.clips)
        count = std::max(count, clip ? clip->frames : 0);
    return count;
}

void ViewModel::setStep(int step)
{
    step = std::clamp(step, -1, std::max(-1, m_run.steps - 1));
    if (step == m_spec.step)
        return;
    m_spec.step = step;
    if (step < 0)
        refreshClips();
    Q_EMIT stepChanged();
    Q_EMIT specChanged();
    if (step >= 0)
        Q_EMIT previewWanted(step);
    requestMaps();
}

int ViewModel::stepsDone() const
{
    if (!m_run.sides[0])
        return m_done[1];
    return m_run.sides[1] ? std::min(m_done[0], m_done[1]) : m_done[0];
}

void ViewModel::setLayer(int layer)
{
    layer = std::clamp(layer, -1, std::max(-1, m_run.layers - 1));
    if (layer == m_spec.layer)
        return;
    m_spec.layer = layer;
    Q_EMIT lookChanged();
    Q_EMIT specChanged();
    requestMaps();
}

void ViewModel::setHead(int head)
{
    head = std::clamp(head, -1, std::max(-1, m_run.heads - 1));
    if (head == m_spec.head)
        return;
    m_spec.head = head;
    Q_EMIT lookChanged();
    Q_EMIT specChanged();
    requestMaps();
}

// ---- playback ----

void ViewModel::setAxis(ScrubAxis axis)
{
    if (axis == m_axis)
        return;
    m_axis = axis;
    m_playing = false;
    Q_EMIT playbackChanged();
}

int ViewModel::axisCount() const
{
    switch (m_axis) {
    case ScrubAxis::Frame:
        return frameCount();
    case ScrubAxis::Step:
        return m_run.running ? stepsDone() : m_run.steps;
    case ScrubAxis::Layer:
        return m_run.layers;
    case ScrubAxis::Head:
        return m_run.heads;
    case ScrubAxis::Token:
        return static_cast<int>(m_words.size());
    }
    return 0;
}

int ViewModel::axisIndex() const
{
    switch (m_axis) {
    case ScrubAxis::Frame:
        return m_spec.frame;
    case ScrubAxis::Step:
        return m_spec.step < 0 ? std::max(0, stepsDone() - 1) : m_spec.step;
    case ScrubAxis::Layer:
        return std::max(0, m_spec.layer);
    case ScrubAxis::Head:
        return std::max(0, m_spec.head);
    case ScrubAxis::Token:
        return std::max(0, static_cast<int>(m_words.indexOf(selectedWord())));
    }
    return 0;
}

void ViewModel::seek(int target)
{
    go(target, false);
}

void ViewModel::go(int target, bool together)
{
    if (axisCount() == 0)
        return;
    target = std::clamp(target, 0, axisCount() - 1);
    switch (m_axis) {
    case ScrubAxis::Frame:
        return together ? showFrame(target) : setFrame(target);
    case ScrubAxis::Step:
        return setStep(target);
    case ScrubAxis::Layer:
        return setLayer(target);
    case ScrubAxis::Head:
        return setHead(target);
    case ScrubAxis::Token:
        return selectWord(m_words[target]);
    }
}

void ViewModel::stepBy(int count)
{
    seek(axisIndex() + count);
}

void ViewModel::advance(int count)
{
    const int length = axisCount();
    if (length <= 0)
        return setPlaying(false);
    if (m_axis == ScrubAxis::Frame && m_looping)
        return go(m_range.after(axisIndex(), count, length), true);
    const int target = axisIndex() + count;
    if (m_axis == ScrubAxis::Frame && target > m_range.last(length)) {
        go(m_range.last(length), true);
        return setPlaying(false);
    }
    if (target < length)
        return go(target, true);
    if (m_looping)
        return go(target % length, true);
    go(length - 1, true);
    setPlaying(false);
}

void ViewModel::setPlaying(bool playing)
{
    playing = playing && axisCount() > 1;
    if (playing == m_playing)
        return;
    m_playing = playing;
    // Play at the end starts over, as players do.
    const bool frames = m_axis == ScrubAxis::Frame;
    const int last = frames ? m_range.last(axisCount()) : axisCount() - 1;
    if (playing && !m_looping && axisIndex() >= last)
        go(frames ? m_range.first(axisCount()) : 0, true);
    Q_EMIT playbackChanged();
}

void ViewModel::setLooping(bool looping)
{
    if (looping == m_looping)
        return;
    m_looping = looping;
    Q_EMIT playbackChanged();
}

void ViewModel::setPingPong(bool on)
{
    if (on == m_range.pingPong && (!on || m_looping))
        return;
    m_range.pingPong = on;
    m_range.direction = 1;
    m_looping = m_looping || on;
    Q_EMIT playbackChanged();
}

void ViewModel::setRange(int in, int out)
{
    if (in >= 0 && out >= 0 && out < in)
        std::swap(in, out);
    if (in == m_range.in && out == m_range.out)
        return;
    m_range.in = in;
    m_range.out = out;
    Q_EMIT playbackChanged();
}

double ViewModel::fps() const
{
    if (const auto clip = m_scene.clip(m_scene.a); clip && m_workspace == Workspace::Compare)
        return clip->fps;
    for (const auto &clip : m_sources.clips) {
        if (clip)
            return clip->fps;
    }
    return 8.0;
}

void ViewModel::setSpeed(double speed)
{
    speed = std::clamp(speed, 0.125, 8.0);
    if (speed == m_speed)
        return;
    m_speed = speed;
    Q_EMIT playbackChanged();
}

void ViewModel::setSwapped(bool swapped)
{
    if (m_workspace == Workspace::Compare) {
        Q_EMIT sourceSwapWanted();
        return;
    }
    if (swapped == m_swapped)
        return;
    m_swapped = swapped;
    rebuildPanes();
    Q_EMIT playbackChanged();
}

// ---- looks ----

void ViewModel::setView(double zoom, double panX, double panY)
{
    if (zoom == m_spec.zoom && panX == m_spec.panX && panY == m_spec.panY)
        return;
    m_spec.zoom = zoom;
    m_spec.panX = panX;
    m_spec.panY = panY;
    Q_EMIT zoomChanged();
    Q_EMIT specChanged();
}

void ViewModel::setNearest(bool nearest)
{
    if (nearest == m_spec.nearest)
        return;
    m_spec.nearest = nearest;
    Q_EMIT zoomChanged();
    Q_EMIT specChanged();
}

void ViewModel::setOpacity(double opacity)
{
    const auto value = static_cast<float>(std::clamp(opacity, 0.0, 1.0));
    if (value == m_spec.opacity)
        return;
    m_spec.opacity = value;
    Q_EMIT mapLookChanged();
    Q_EMIT specChanged();
}

void ViewModel::setStyle(MapStyle style)
{
    if (style == m_spec.style)
        return;
    m_spec.style = style;
    Q_EMIT mapLookChanged();
    Q_EMIT specChanged();
}

void ViewModel::setColorMap(ColorMapName colorMap)
{
    if (colorMap == m_spec.colorMap)
        return;
    m_spec.colorMap = colorMap;
    Q_EMIT mapLookChanged();
    Q_EMIT specChanged();
}

void ViewModel::setScaleMode(ScaleMode mode)
{
    if (mode == m_spec.scaleMode)
        return;
    m_spec.scaleMode = mode;
    rescale();
    Q_EMIT mapLookChanged();
    Q_EMIT specChanged();
}

void ViewModel::setDiffOf(DiffOf diff)
{
    if (diff == m_diffOf)
        return;
    m_diffOf = diff;
    rebuildPanes();
    Q_EMIT mapLookChanged();
}

void ViewModel::setLabels(bool on)
{
    if (on == m_spec.labels)
        return;
    m_spec.labels = on;
    Q_EMIT specChanged();
}

} // namespace dare
