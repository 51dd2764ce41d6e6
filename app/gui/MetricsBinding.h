#pragma once

#include "core/types/Region.h"
#include "widgets/compare/CompareModel.h"

#include <QObject>
#include <QThreadPool>

#include <memory>
#include <optional>

namespace dare
{

class MetricsModel;
class ViewModel;

/// Computes PSNR and SSIM of A against B per frame on a worker, nearest to the playhead first, and
/// hands values over about ten times a second. The attention lane comes from the runs' maps.
/// A newer pair replaces the one under way. @thread GUI
class MetricsBinding : public QObject
{
    Q_OBJECT

public:
    MetricsBinding(CompareModel &compare, ViewModel &view, MetricsModel &metrics,
                   QObject *parent = nullptr);
    ~MetricsBinding() override;

    /// Measures within the region alone, on each frame in its box there. Without a box the lanes
    /// say how to draw one.
    void setRegion(const RegionTrack &region);
    [[nodiscard]] bool busy() const { return m_working || m_reading; }

Q_SIGNALS:
    void finished(); ///< all that can be computed has been

private:
    struct Pair;
    void restart();
    void work();
    void readMaps();
    void remarkAttention();
    void settle();
    [[nodiscard]] QString noBox() const;

    CompareModel &m_compare;
    ViewModel &m_view;
    MetricsModel &m_metrics;
    std::shared_ptr<Pair> m_pair;
    std::optional<RegionTrack> m_region; ///< none: whole pictures are measured
    bool m_working = false;
    bool m_reading = false;
    int m_run = 0;
    QThreadPool m_pool;
    QThreadPool m_mapPool;
};

} // namespace dare
