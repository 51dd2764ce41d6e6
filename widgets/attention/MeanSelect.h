#pragma once

#include <QWidget>

class QSlider;
class QSpinBox;

namespace dare
{

/// Chooses one of several, or their mean at the left end: slider and spin box on one line.
/// Children `NAMESlider` and `NAMESpin`.
class MeanSelect : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(int value READ value WRITE setValue NOTIFY picked)

public:
    MeanSelect(const QString &name, const QString &label, QWidget *parent = nullptr);

    /// -1: the mean; else an index from 0. Shown from 1.
    [[nodiscard]] int value() const;
    void setValue(int value);
    /// @param whyNot tooltip where there is nothing to choose
    void setCount(int count, const QString &whyNot);

Q_SIGNALS:
    void picked(int value); ///< by the user

private:
    QSlider *m_slider;
    QSpinBox *m_spin;
};

} // namespace dare
