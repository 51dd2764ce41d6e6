// The ranges that the colours of maps span.
#include "widgets/viewer/ViewModel.h"

#include <algorithm>

namespace dare
{

/// Going from one step, layer or head to another, or along the words, is a scrub; going from a mean
/// to one of its parts is a look at something else.
bool ViewModel::isScrub(const ScalePlace &to) const
{
    if (!m_scalePlace || *m_scalePlace == to || m_scalePlace->mode != to.mode)
        return false;
    const ScalePlace &from = *m_scalePlace;
    const auto alike = [](int a, int b) { return (a < 0) == (b < 0); };
    const bool words = from.words == to.words || m_axis == ScrubAxis::Token;
    return words && alike(from.step, to.step) && alike(from.layer, to.layer) &&
           alike(from.head, to.head);
}

void ViewModel::rescale()
{
    const MapSet &maps = m_sources.maps;
    const ScalePlace place{m_selected, m_spec.scaleMode, m_spec.step, m_spec.layer, m_spec.head};
    const bool keep = isScrub(place) && !maps.empty();
    if (!maps.empty())
        m_scalePlace = place;
    std::vector<std::shared_ptr<const HeatMap>> mass{maps.before[0], maps.after[0]};
    if (m_spec.scaleMode != ScaleMode::LockToA || (!maps.before[0] && !maps.after[0]))
        mass.insert(mass.end(), {maps.before[1], maps.after[1]});
    const float low = m_manualScale ? m_manualScale->first : 0.0F;
    const float range = m_manualScale ? m_manualScale->second
                        : keep        ? m_spec.scaleMax
                                      : sharedScale(mass);
    const float diff =
        keep ? m_spec.diffMax
             : sharedScale({difference(maps, DiffOf::A, false), difference(maps, DiffOf::B, false),
                            difference(maps, DiffOf::BMinusA, false)});
    if (range == m_spec.scaleMax && diff == m_spec.diffMax && low == m_spec.scaleMin)
        return;
    m_spec.scaleMin = low;
    m_spec.scaleMax = range;
    m_spec.diffMax = diff;
    Q_EMIT scaleChanged();
}

void ViewModel::setManualScale(double scaleMin, double scaleMax)
{
    constexpr float kLeast = 1e-6F;
    const float low = std::max(0.0F, static_cast<float>(scaleMin));
    m_manualScale = {low, std::max(static_cast<float>(scaleMax), low + kLeast)};
    rescale();
    Q_EMIT mapLookChanged();
    Q_EMIT specChanged();
}

void ViewModel::autoScale()
{
    m_manualScale.reset();
    m_scalePlace.reset();
    rescale();
    Q_EMIT mapLookChanged();
    Q_EMIT specChanged();
}

std::pair<double, double> ViewModel::paneScale(std::size_t pane) const
{
    const PaneContent &content = m_contents[pane];
    if (m_spec.panes[pane].kind == ViewPane::Kind::SignedMap) {
        const auto high = static_cast<double>(signedScale(m_spec, content));
        return {-high, high};
    }
    return {static_cast<double>(massFloor(m_spec)),
            static_cast<double>(massScale(m_spec, content))};
}

void ViewModel::setProbe(const std::optional<PaneProbe> &probe)
{
    if (probe == m_probe)
        return;
    m_probe = probe;
    Q_EMIT probeChanged();
}

} // namespace dare
