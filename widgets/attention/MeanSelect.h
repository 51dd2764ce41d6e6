#pragma once

#include <QWidget>

#include <vector>

class QSlider;
class QSpinBox;

namespace dare
{

/// Chooses one of several, or their mean at the left end: slider and spin box on one line, and
/// below the slider a mark for each place, grey and broken where nothing was captured.
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
    /// @param captured one a place; empty: all @param whyNot tooltip on a place that is not
    void setCaptured(const std::vector<bool> &captured, const QString &whyNot);
    [[nodiscard]] bool isCaptured(int index) const;

Q_SIGNALS:
    void picked(int value); ///< by the user

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void explain();

    QSlider *m_slider;
    QSpinBox *m_spin;
    std::vector<bool> m_captured;
    QString m_nothing; ///< why there is nothing to choose
    QString m_missing; ///< why a place cannot be looked at
};

} // namespace dare
