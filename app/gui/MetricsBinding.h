#pragma once

#include "core/media/FrameMetrics.h"
#include "widgets/compare/CompareModel.h"

#include <QObject>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <vector>

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

    /// Measures within a box alone, in shares of the picture: left, top, right, bottom. @param
    /// remark what the lanes say where there is no box
    void setBox(const std::optional<std::array<double, 4>> &box, const QString &remark);
    [[nodiscard]] bool busy() const { return m_working || m_reading; }

Q_SIGNALS:
    void finished(); ///< all that can be computed has been

private:
    struct Pair;
    struct Values;
    void restart();
    void work();
    void readMaps();
    void remarkAttention();
    void settle();

    CompareModel &m_compare;
    ViewModel &m_view;
    MetricsModel &m_metrics;
    std::shared_ptr<Pair> m_pair;
    std::optional<std::array<double, 4>> m_box;
    QString m_noBox;
    bool m_boxed = false; ///< this binding measures a box
    bool m_working = false;
    bool m_reading = false;
    int m_run = 0;
    QThreadPool m_pool;
    QThreadPool m_mapPool;
};

} // namespace dare
