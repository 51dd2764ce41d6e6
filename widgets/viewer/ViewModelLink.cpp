// The link of both sides to one frame index.
#include "widgets/viewer/ViewModel.h"

#include <algorithm>

namespace dare
{

bool ViewModel::canUnlink() const
{
    return m_workspace != Workspace::Compare && m_run.sides[0] && m_run.sides[1];
}

void ViewModel::setLinked(bool on)
{
    if (on == m_linked)
        return;
    m_linked = on;
    m_shift = 0;
    applyShift();
    Q_EMIT playbackChanged();
    Q_EMIT specChanged();
}

int ViewModel::frame(Side side) const
{
    return sourceFrame(m_spec, static_cast<int>(index(side)), m_spec.frame, frameCount());
}

void ViewModel::applyShift()
{
    m_spec.shifts = m_shift != 0 && canUnlink() ? std::vector<int>{m_shift, 0} : std::vector<int>{};
}

void ViewModel::setFrame(int frame)
{
    frame = std::clamp(frame, 0, std::max(0, frameCount() - 1));
    if (frame == m_spec.frame)
        return;
    // A hidden side has nothing to be moved against.
    if (!linked() && m_hidden[0] == m_hidden[1]) {
        m_shift = this->frame(Side::A) - frame;
        applyShift();
    }
    showFrame(frame);
}

void ViewModel::showFrame(int frame)
{
    if (frame == m_spec.frame)
        return;
    m_spec.frame = frame;
    Q_EMIT frameChanged();
    Q_EMIT specChanged();
}

} // namespace dare
