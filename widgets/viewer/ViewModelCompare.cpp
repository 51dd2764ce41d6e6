// The Compare page's part of the view, and what keys hide or enlarge.
#include "widgets/viewer/ViewModel.h"

#include <algorithm>

namespace dare
{

void ViewModel::setCompareScene(const CompareScene &scene)
{
    const int before = frameCount();
    m_scene = scene;
    if (m_workspace != Workspace::Compare)
        return;
    rebuildPanes();
    if (frameCount() == before)
        return;
    m_spec.frame = std::clamp(m_spec.frame, 0, std::max(0, frameCount() - 1));
    Q_EMIT frameChanged();
    Q_EMIT playbackChanged();
}

void ViewModel::setHidden(Side side, bool hidden)
{
    if (m_hidden[index(side)] == hidden)
        return;
    m_hidden[index(side)] = hidden;
    rebuildPanes();
}

void ViewModel::setMagnifier(std::optional<QPointF> at)
{
    if (m_magnifier == at)
        return;
    m_magnifier = at;
    Q_EMIT specChanged();
}

std::vector<ViewPane> ViewModel::visiblePanes(std::vector<ViewPane> panes) const
{
    if (m_hidden[0] == m_hidden[1])
        return panes;
    std::erase_if(panes, [this](const ViewPane &pane) {
        return m_hidden[static_cast<std::size_t>(pane.source)];
    });
    return panes;
}

} // namespace dare
