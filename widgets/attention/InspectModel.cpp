#include "widgets/attention/InspectModel.h"

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

RegionSeries regionSeries(const std::array<std::shared_ptr<const RowMaps>, 2> &maps,
                          const RegionTrack &track, const std::array<int, 2> &clipFrames)
{
    RegionSeries out;
    for (std::size_t side = 0; side < maps.size(); ++side) {
        if (!maps[side])
            continue;
        out.labels = maps[side]->labels;
        for (const HeatMap &map : maps[side]->afterOrBefore()) {
            // Where several clip frames share a map frame, the last one's box counts.
            std::vector<float> values(static_cast<std::size_t>(map.frames));
            const int frames = clipFrames[side] > 0 ? clipFrames[side] : map.frames;
            for (int frame = 0; frame < frames; ++frame) {
                const int at = mapFrameOf(frame, frames, map.frames);
                if (const auto box = track.at(frame); box && map.frames > 0)
                    values[static_cast<std::size_t>(at)] =
                        static_cast<float>(meanWithin(map, at, *box));
            }
            out.values[side].push_back(std::move(values));
        }
    }
    return out;
}

} // namespace dare
