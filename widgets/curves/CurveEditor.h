#pragma once

#include "core/types/Options.h"

#include <QWidget>

#include <vector>

class QLineEdit;

namespace dare
{

/// What a CurveEditor shows.
struct CurveView {
    const OptionSpec *spec = nullptr; ///< range and symbol; never null when shown
    Curve curve;                      ///< of the option being edited; a constant where it is off
    bool on = false;                  ///< whether the recipe has the curve
    bool sideA = false;               ///< colour: side A's instead of the accent
    std::vector<std::pair<const OptionSpec *, Curve>> behind; ///< other curves of the side
    int steps = 1;
    int currentStep = -1; ///< -1: no line
};

/// Points on a grid of steps and values. Click adds, drag moves, Delete removes, arrows nudge
/// (Shift: ten times as far), Ctrl+Left and Right choose a point, double-click types; the text form
/// can be copied and pasted. It only asks: the owner answers by show(). Object name
/// `scheduleEditor`.
class CurveEditor : public QWidget
{
    Q_OBJECT

public:
    explicit CurveEditor(QWidget *parent = nullptr);

    void show(const CurveView &view);
    [[nodiscard]] const CurveView &view() const { return m_view; }
    [[nodiscard]] QPointF positionOf(int step, double value) const;
    /// "1.60", "1.60, point" where a point lies. Needs a shown view.
    [[nodiscard]] QString valueText(int step) const;
    [[nodiscard]] int selectedPoint() const { return m_selected; }
    /// Upper end of the value axis: the range of the option, or less where that says more.
    [[nodiscard]] double axisMaximum() const { return m_axisMaximum; }
    [[nodiscard]] QSize sizeHint() const override { return {240, 92}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 72}; }

Q_SIGNALS:
    void gestureStarted();
    void curveEdited(const dare::Curve &curve);
    void gestureFinished();
    void textRefused(const QString &problem); ///< pasted or typed text that is no curve

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] int stepAt(double x) const;
    [[nodiscard]] double valueAt(double y) const;
    [[nodiscard]] int pointAt(QPointF position) const;
    void fitAxis();
    void tellReaders(int stepsBefore);
    void moveSelected(int step, double value);
    void removeSelected();
    bool editByKey(QKeyEvent *event);
    void paste();
    void beginTyping(int point);
    void endTyping();
    void paintCurve(QPainter &painter, const OptionSpec &spec, const Curve &curve,
                    const QPen &pen) const;

    CurveView m_view;
    QLineEdit *m_typing;
    double m_axisMaximum = 1.0;
    int m_selected = -1;
    bool m_dragging = false;
};

} // namespace dare
