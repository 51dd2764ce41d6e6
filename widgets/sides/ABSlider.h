#pragma once

#include "core/types/Recipe.h"

#include <QWidget>

class QDoubleSpinBox;

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

Q_SIGNALS:
    void gestureStarted();
    void valueEdited(dare::Option option, dare::Side side, double value);
    void gestureFinished();

private:
    QDoubleSpinBox *makeBox(Side side);
    void edit(Side side, double value);
    [[nodiscard]] QDoubleSpinBox *box(Side side) const { return side == Side::A ? m_a : m_b; }

    const OptionSpec &m_spec;
    QDoubleSpinBox *m_a;
    QDoubleSpinBox *m_b;
    ABTrack *m_track;
};

/// Name, formula, meaning and range of an option, and where the formula comes from.
[[nodiscard]] QString optionToolTip(const OptionSpec &spec);

} // namespace dare
