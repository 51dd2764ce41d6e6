#pragma once

#include "core/types/Result.h"
#include "widgets/attention/InspectModel.h"
#include "widgets/viewer/PaneSet.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>

namespace dare
{

struct ViewModels;

/// Reads what the Inspect page shows beside the maps, on a worker: thumbnails of all heads, shares
/// over the steps, cos, what is captured, the region through the clip, the search for heads. Of
/// each kind one is read at a time, and the newest wish waits.
class InspectBinding : public QObject
{
    Q_OBJECT

public:
    explicit InspectBinding(ViewModels &models, QObject *parent = nullptr);
    ~InspectBinding() override;

    void setRun(const std::filesystem::path &path);
    /// New steps, or new maps, are on disk.
    void arrived();

private:
    /// One kind of reading: the newest wish waits while one is read.
    struct Slot {
        bool busy = false;
        bool waiting = false;
    };
    void readGrid();
    void readShares();
    void readCapture();
    void readSeries();
    void search(const HeadQuestion &question);
    void lookChanged();
    void linkChanged();
    void framesChanged();
    [[nodiscard]] SeriesFrames seriesFrames() const;
    [[nodiscard]] Side gridSide() const;
    [[nodiscard]] int clipFrames(Side side) const; ///< of its own clip
    template <typename Work, typename Show>
    void read(Slot &slot, void (InspectBinding::*again)(), Work work, Show show);

    ViewModels &m_models;
    std::filesystem::path m_path;
    int m_run = 0; ///< what is read for an older one is dropped
    Slot m_grid;
    int m_gridFrame = -1; ///< of its side's clip, that was read for last
    Slot m_shares;
    Slot m_capture;
    Slot m_series;
    SeriesFrames m_seriesFrames;                 ///< that were read for last
    std::shared_ptr<std::atomic<bool>> m_cancel; ///< of the search that goes on
    DiffOf m_diffOf = DiffOf::B;                 ///< that was read for last
    QThreadPool m_pool;
};

} // namespace dare
