#pragma once

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QToolButton;

namespace dare
{

class ViewModel;

/// The range of the mass colours: two numbers, and the button that takes them from the maps again.
/// Object name `scaleRange`; children `scaleRangeMin`, `scaleRangeMax`, `scaleRangeAuto` and, where
/// each map has its own range, `scaleRangeNote`.
class ScaleRange : public QWidget
{
    Q_OBJECT

public:
    explicit ScaleRange(ViewModel *model, QWidget *parent = nullptr);

private:
    QDoubleSpinBox *spin(const QString &name, const QString &what);
    void refresh();
    void push();

    ViewModel *m_model;
    QDoubleSpinBox *m_min;
    QDoubleSpinBox *m_max;
    QLabel *m_dash;
    QLabel *m_note;
    QToolButton *m_auto;
};

} // namespace dare
