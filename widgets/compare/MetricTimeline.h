#pragma once

#include <QImage>
#include <QWidget>

namespace dare
{

enum class Metric;
class MetricsModel;
class ViewModel;

/// PSNR, SSIM and attention delta over the frames, one lane each: value at the playhead on the
/// left, the axis' ends on the right, a dashed line at the worst frame. Gaps are drawn as gaps.
/// Click or drag seeks. Lanes are painted once into a picture; playback moves the playhead alone.
class MetricTimeline : public QWidget
{
    Q_OBJECT

public:
    MetricTimeline(MetricsModel *metrics, ViewModel *view, QWidget *parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override { return {360, 96}; }
    [[nodiscard]] QSize sizeHint() const override { return {800, 140}; }
    /// Where a frame lies, widget pixels.
    [[nodiscard]] double xOf(int frame) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] QRectF laneRect(int lane) const;
    void invalidate();
    void render();
    void paintLane(QPainter &painter, int lane);
    void paintCurve(QPainter &painter, const QRectF &rect, Metric metric, double low, double high);
    void paintMarks(QPainter &painter, const QRectF &rect, Metric metric);
    void seekTo(double x);

    MetricsModel *m_metrics;
    ViewModel *m_view;
    QImage m_lanes;
};

} // namespace dare
