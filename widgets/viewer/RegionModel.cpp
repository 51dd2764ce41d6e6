#include "widgets/viewer/RegionModel.h"

#include <algorithm>

namespace dare
{

void RegionModel::setTrack(const RegionTrack &track)
{
    if (track == m_track)
        return;
    m_track = track;
    Q_EMIT changed();
    Q_EMIT settled();
}

/// An edit outside a gesture is a gesture of its own.
void RegionModel::apply(const RegionTrack &track)
{
    if (track == m_track)
        return;
    const RegionTrack before = m_track;
    m_track = track;
    Q_EMIT changed();
    if (m_before)
        return;
    Q_EMIT edited(before, m_track);
    Q_EMIT settled();
}

void RegionModel::setFollow(bool follow, int frame)
{
    if (follow == m_track.follow)
        return;
    RegionTrack track = m_track;
    track.follow = follow;
    if (const auto box = m_track.at(frame)) {
        track.keys.clear();
        track.keys[frame] = *box;
    }
    apply(track);
}

void RegionModel::setToolOn(bool on)
{
    if (on == m_toolOn)
        return;
    m_toolOn = on;
    Q_EMIT toolChanged();
}

void RegionModel::setBox(int frame, const RegionBox &box)
{
    RegionTrack track = m_track;
    track.set(frame, tidied(box));
    apply(track);
}

void RegionModel::move(int frame, double dx, double dy)
{
    const auto box = m_track.at(frame);
    if (!box)
        return;
    dx = std::clamp(dx, -box->left, 1.0 - box->right);
    dy = std::clamp(dy, -box->top, 1.0 - box->bottom);
    setBox(frame, {box->left + dx, box->top + dy, box->right + dx, box->bottom + dy});
}

void RegionModel::beginGesture()
{
    if (!m_before)
        m_before = m_track;
}

void RegionModel::endGesture()
{
    if (!m_before)
        return;
    const RegionTrack before = *m_before;
    m_before.reset();
    if (before == m_track)
        return;
    Q_EMIT edited(before, m_track);
    Q_EMIT settled();
}

void RegionModel::clear()
{
    m_before.reset();
    apply(RegionTrack{{}, m_track.follow});
}

} // namespace dare
