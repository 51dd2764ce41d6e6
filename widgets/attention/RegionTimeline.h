#pragma once

#include "widgets/attention/InspectModel.h"

#include <QWidget>

namespace dare
{

class ViewModel;

/// Mean p in the region through the frames, of the three words that are first over the clip; click
/// seeks. Object name `regionTimeline`.
class RegionTimeline : public QWidget
{
    Q_OBJECT

public:
    RegionTimeline(InspectModel *inspect, ViewModel *view, QWidget *parent = nullptr);

    /// Rows of the series that are drawn, first one first.
    [[nodiscard]] const std::vector<std::size_t> &top() const { return m_top; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 48}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    void refresh();
    void seek(double x);
    void drawRow(QPainter &painter, std::size_t place) const;
    [[nodiscard]] const std::vector<std::vector<float>> &values() const;

    InspectModel *m_inspect;
    ViewModel *m_view;
    std::vector<std::size_t> m_top;
    float m_max = 0.0F;
};

} // namespace dare
