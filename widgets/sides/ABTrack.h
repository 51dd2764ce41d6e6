#pragma once

#include "core/types/Recipe.h"

#include <QWidget>

namespace dare
{

/// The one track of an ABSlider: side A is a bar, side B a disc, the span between them is their
/// difference. Drag moves the nearer handle, Shift makes it ten times finer, double-click resets.
class ABTrack : public QWidget
{
    Q_OBJECT

public:
    ABTrack(double minimum, double maximum, QWidget *parent = nullptr);

    void setValues(double a, double b);
    void setHandlesShown(bool a, bool b);
    /// Where a value lies, in widget coordinates.
    [[nodiscard]] double xOf(double value) const;
    [[nodiscard]] QSize sizeHint() const override { return {120, 24}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {60, 24}; }

Q_SIGNALS:
    void dragStarted();
    void dragged(dare::Side side, double value);
    void dragFinished();
    void resetRequested(dare::Side side);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] double valueAt(double x) const;
    [[nodiscard]] Side nearer(double x) const;
    [[nodiscard]] double value(Side side) const { return side == Side::A ? m_a : m_b; }

    double m_minimum;
    double m_maximum;
    double m_a = 0.0;
    double m_b = 0.0;
    bool m_showA = true;
    bool m_showB = true;
    bool m_dragging = false;
    Side m_dragSide = Side::B;
    double m_pressX = 0.0;
    double m_pressValue = 0.0;
};

} // namespace dare
