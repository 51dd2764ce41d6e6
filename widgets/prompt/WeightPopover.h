#pragma once

#include "widgets/controls/Popover.h"

class QDoubleSpinBox;
class QLabel;
class QSlider;
class QToolButton;

namespace dare
{

class PromptModel;

/// The weight of one word, 0 to 2, and its semantic density where the user knows better. Object
/// name `weightPopover`; `weightSlider`, `weightValue`, `rhoValue`, `rhoReset`.
class WeightPopover : public Popover
{
    Q_OBJECT

public:
    WeightPopover(PromptModel *model, QWidget *parent);

    /// @param word index into PromptModel::tokens() @param chip its rectangle in `owner`
    void openFor(int word, QWidget *owner, const QRect &chip);

private:
    void addWeight();
    void addDensity();
    void editWeight(double weight);
    void editDensity(double rho);
    void refresh();

    PromptModel *m_model;
    int m_word = -1;
    QString m_label; ///< of the word, to notice that the text changed below
    QLabel *m_title = nullptr;
    QLabel *m_rhoSource = nullptr;
    QSlider *m_slider = nullptr;
    QDoubleSpinBox *m_value = nullptr;
    QDoubleSpinBox *m_rho = nullptr;
    QToolButton *m_reset = nullptr;
};

} // namespace dare
