#pragma once

#include "core/types/CaptureSummary.h"
#include "core/types/HeadGrid.h"
#include "core/types/Recipe.h"
#include "core/types/Region.h"
#include "core/types/RowMaps.h"
#include "core/types/StepShares.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>
#include <vector>

namespace dare
{

/// Mean p within the region, per row and frame of the view: what the timeline of the region shows.
struct RegionSeries {
    std::vector<std::string> labels;
    std::array<std::vector<std::vector<float>>, 2> values; ///< [side][row][frame of the view]
    [[nodiscard]] bool empty() const { return labels.empty(); }
};

/// Maps that could be captured from the stored latents, and what that costs.
struct CaptureOffer {
    QString text;         ///< "Every head of every layer, step 12"
    CaptureWindow window; ///< steps, layers and heads that would be kept
    double megabytes = 0.0;
    double seconds = 0.0; ///< 0 while no forward was measured
};

/// What a search for heads asks.
struct HeadQuestion {
    bool allSteps = false;
    QString otherWord; ///< empty: the region
};

/// What the Inspect page shows beside the panes: every row's maps at the place that is looked at,
/// every head's thumbnail, shares over the steps, what is captured. Bindings bring the values, the
/// page's widgets show them and say what they want. @thread GUI
class InspectModel : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// A run was opened or started: what was shown of the one before is dropped. What is being
    /// captured goes on, whichever run it is of.
    void clear();

    void setRowMaps(Side side, std::shared_ptr<const RowMaps> maps);
    /// Null where the side has no maps at this place.
    [[nodiscard]] const std::shared_ptr<const RowMaps> &rowMaps(Side side) const
    {
        return m_rowMaps[side == Side::A ? 0 : 1];
    }
    /// The side that rankings and thumbnails are of: B where it has maps.
    [[nodiscard]] Side mainSide() const;

    void setGrid(HeadGrid grid, Side side);
    [[nodiscard]] const HeadGrid &grid() const { return m_grid; }
    [[nodiscard]] Side gridSide() const { return m_gridSide; }

    void setShares(StepShares shares);
    [[nodiscard]] const StepShares &shares() const { return m_shares; }

    /// cos(o, o') of the selected words by block, at the step that is looked at.
    void setCos(const std::array<std::vector<float>, 2> &cos);
    [[nodiscard]] const std::vector<float> &cos(Side side) const
    {
        return m_cos[side == Side::A ? 0 : 1];
    }

    void setSeries(RegionSeries series);
    [[nodiscard]] const RegionSeries &series() const { return m_series; }

    /// @param text one sentence for people
    void setCapture(CaptureSummary summary, const QString &text);
    [[nodiscard]] const CaptureSummary &capture() const { return m_capture; }
    [[nodiscard]] QString captureText() const { return m_captureText; }
    void setOffers(std::vector<CaptureOffer> offers);
    [[nodiscard]] const std::vector<CaptureOffer> &offers() const { return m_offers; }
    /// Something is being captured; the text says what, empty when it is over.
    void setCapturing(const QString &text);
    [[nodiscard]] QString capturing() const { return m_capturing; }
    /// What is being captured is to stop. It goes on until setCapturing() says that it is over.
    void cancelCapture();
    [[nodiscard]] bool cancellingCapture() const { return m_cancellingCapture; }

    /// Best first. @param note why there is none
    void setScores(std::vector<HeadScore> scores, const QString &note);
    [[nodiscard]] const std::vector<HeadScore> &scores() const { return m_scores; }
    [[nodiscard]] QString scoresNote() const { return m_scoresNote; }

    /// The word that overlaps are told of; empty: the densest word that is not selected.
    void setOverlapWord(const QString &label);
    [[nodiscard]] QString overlapWord() const { return m_overlapWord; }

Q_SIGNALS:
    void rowMapsChanged();
    void gridChanged();
    void sharesChanged();
    void cosChanged();
    void seriesChanged();
    void captureChanged();
    void scoresChanged();
    void overlapWordChanged();
    void captureWanted(const dare::CaptureWindow &window);
    void captureCancelled(); ///< by the user
    void searchWanted(const dare::HeadQuestion &question);

private:
    std::array<std::shared_ptr<const RowMaps>, 2> m_rowMaps;
    HeadGrid m_grid;
    Side m_gridSide = Side::B;
    StepShares m_shares;
    std::array<std::vector<float>, 2> m_cos;
    RegionSeries m_series;
    CaptureSummary m_capture;
    QString m_captureText;
    QString m_capturing;
    bool m_cancellingCapture = false;
    std::vector<CaptureOffer> m_offers;
    std::vector<HeadScore> m_scores;
    QString m_scoresNote;
    QString m_overlapWord;
};

/// Which frames of either side are seen while the view plays.
struct SeriesFrames {
    int view = 0;                   ///< frames of the view; 0: there are no clips, maps' own frames
    std::array<int, 2> clips{0, 0}; ///< frames of either side's clip
    std::array<int, 2> shifts{0, 0}; ///< frames that either side is ahead of the view
    bool operator==(const SeriesFrames &) const = default;
};

/// @param track its keys are frames of the view
/// @return mean p within the region, of every row of both sides, in the map frame that is seen with
///         each frame of the view
[[nodiscard]] RegionSeries regionSeries(const std::array<std::shared_ptr<const RowMaps>, 2> &maps,
                                        const RegionTrack &track, const SeriesFrames &frames);

} // namespace dare
