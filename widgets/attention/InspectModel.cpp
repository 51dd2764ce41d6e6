#include "widgets/attention/InspectModel.h"

#include "core/types/ViewSpec.h"

#include <algorithm>
#include <utility>

namespace dare
{

void InspectModel::clear()
{
    m_rowMaps = {};
    m_grid = {};
    m_shares = {};
    m_cos = {};
    m_series = {};
    m_capture = {};
    m_captureText.clear();
    m_offers.clear();
    m_scores.clear();
    m_scoresNote.clear();
    m_overlapWord.clear();
    Q_EMIT rowMapsChanged();
    Q_EMIT gridChanged();
    Q_EMIT sharesChanged();
    Q_EMIT cosChanged();
    Q_EMIT seriesChanged();
    Q_EMIT captureChanged();
    Q_EMIT scoresChanged();
}

void InspectModel::setRowMaps(Side side, std::shared_ptr<const RowMaps> maps)
{
    auto &held = m_rowMaps[side == Side::A ? 0 : 1];
    if (held == maps)
        return;
    held = std::move(maps);
    Q_EMIT rowMapsChanged();
}

Side InspectModel::mainSide() const
{
    return m_rowMaps[1] || !m_rowMaps[0] ? Side::B : Side::A;
}

void InspectModel::setGrid(HeadGrid grid, Side side)
{
    m_grid = std::move(grid);
    m_gridSide = side;
    Q_EMIT gridChanged();
}

void InspectModel::setShares(StepShares shares)
{
    m_shares = std::move(shares);
    Q_EMIT sharesChanged();
}

void InspectModel::setCos(const std::array<std::vector<float>, 2> &cos)
{
    m_cos = cos;
    Q_EMIT cosChanged();
}

void InspectModel::setSeries(RegionSeries series)
{
    m_series = std::move(series);
    Q_EMIT seriesChanged();
}

void InspectModel::setCapture(CaptureSummary summary, const QString &text)
{
    m_capture = std::move(summary);
    m_captureText = text;
    Q_EMIT captureChanged();
}

void InspectModel::setOffers(std::vector<CaptureOffer> offers)
{
    m_offers = std::move(offers);
    Q_EMIT captureChanged();
}

void InspectModel::setCapturing(const QString &text)
{
    m_capturing = text;
    if (text.isEmpty())
        m_cancellingCapture = false;
    Q_EMIT captureChanged();
}

void InspectModel::cancelCapture()
{
    if (m_capturing.isEmpty() || m_cancellingCapture)
        return;
    m_cancellingCapture = true;
    Q_EMIT captureChanged();
    Q_EMIT captureCancelled();
}

void InspectModel::setScores(std::vector<HeadScore> scores, const QString &note)
{
    m_scores = std::move(scores);
    m_scoresNote = note;
    Q_EMIT scoresChanged();
}

void InspectModel::setOverlapWord(const QString &label)
{
    if (label == m_overlapWord)
        return;
    m_overlapWord = label;
    Q_EMIT overlapWordChanged();
}

namespace
{

/// The same map frame is seen with several frames of the view: it is measured once for a box.
std::vector<float> seriesOf(const HeatMap &map, const RegionTrack &track, int frames, int clip,
                            int shift)
{
    std::vector<float> out;
    std::optional<std::pair<int, RegionBox>> last;
    for (int frame = 0; frame < frames; ++frame) {
        const int at = mapFrameOf(shiftedFrame(frame, shift, frames), clip, map.frames);
        const auto box = track.at(frame);
        if (!box || map.empty()) {
            out.push_back(0.0F);
        } else if (last == std::pair(at, *box)) {
            out.push_back(out.back());
        } else {
            out.push_back(static_cast<float>(meanWithin(map, at, *box)));
            last = std::pair(at, *box);
        }
    }
    return out;
}

} // namespace

RegionSeries regionSeries(const std::array<std::shared_ptr<const RowMaps>, 2> &maps,
                          const RegionTrack &track, const SeriesFrames &frames)
{
    RegionSeries out;
    for (std::size_t side = 0; side < maps.size(); ++side) {
        if (!maps[side])
            continue;
        out.labels = maps[side]->labels;
        for (const HeatMap &map : maps[side]->afterOrBefore())
            out.values[side].push_back(seriesOf(map, track,
                                                frames.view > 0 ? frames.view : map.frames,
                                                frames.clips[side], frames.shifts[side]));
    }
    return out;
}

} // namespace dare
