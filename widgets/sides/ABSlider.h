#pragma once

#include "core/types/Recipe.h"

#include <QWidget>

class QDoubleSpinBox;
class QHBoxLayout;
class QToolButton;

namespace dare
{

class ABTrack;

/// One option of both sides: label, symbol, two values and one track. Named `param_NAME`, its boxes
/// `param_NAME_a` and `param_NAME_b`. Range, step, default and help come from the options table.
class ABSlider : public QWidget
{
    Q_OBJECT

public:
    explicit ABSlider(const OptionSpec &spec, QWidget *parent = nullptr);

    [[nodiscard]] Option option() const { return m_spec.option; }
    /// Shows values without emitting.
    void setValues(double a, double b);
    void setSidesEnabled(bool a, bool b);
    /// Adds the button `curve_NAME`. A click switches the schedule of B (of A, where B does not
    /// run) on, or all schedules of the option off; its menu (right click) has the sides apart.
    void enableCurves();
    void setCurves(bool a, bool b);
    static constexpr int kCurveRoom = 26; ///< the button and the gap before it

Q_SIGNALS:
    void curveToggled(dare::Option option, dare::Side side, bool on);
    void gestureStarted();
    void valueEdited(dare::Option option, dare::Side side, double value);
    void gestureFinished();

private:
    QDoubleSpinBox *makeBox(Side side);
    void edit(Side side, double value);
    void curveClicked();
    void curveMenu(const QPoint &at);
    [[nodiscard]] QDoubleSpinBox *box(Side side) const { return side == Side::A ? m_a : m_b; }

    const OptionSpec &m_spec;
    QDoubleSpinBox *m_a;
    QDoubleSpinBox *m_b;
    ABTrack *m_track;
    QHBoxLayout *m_row;
    QToolButton *m_curve = nullptr;
    bool m_curveA = false;
    bool m_curveB = false;
};

/// Name, formula, meaning and range of an option, and where the formula comes from.
[[nodiscard]] QString optionToolTip(const OptionSpec &spec);

} // namespace dare
