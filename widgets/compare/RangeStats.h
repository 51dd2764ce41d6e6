#pragma once

#include <QWidget>

#include <array>

class QLabel;

namespace dare
{

class MetricsModel;

/// The table `rangeStats`: mean, worst and its frame of each metric between in and out.
class RangeStats : public QWidget
{
    Q_OBJECT

public:
    explicit RangeStats(MetricsModel *metrics, QWidget *parent = nullptr);

private:
    void refresh();

    MetricsModel *m_metrics;
    QLabel *m_title;
    std::array<std::array<QLabel *, 3>, 3> m_cells{}; ///< metric x (mean, worst, at)
};

} // namespace dare
