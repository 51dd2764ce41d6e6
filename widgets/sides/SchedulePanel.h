#pragma once

#include "core/types/Recipe.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace dare
{

class CurveEditor;
class RecipeModel;

/// The schedule of one option of one side: `scheduleParam`, `schedulePreset`, `scheduleEditor` and
/// what it says at the current step. Reads and edits the recipe.
class SchedulePanel : public QWidget
{
    Q_OBJECT

public:
    explicit SchedulePanel(RecipeModel *model, QWidget *parent = nullptr);

    /// Edits this curve from now on.
    void select(Option option, Side side);
    [[nodiscard]] Option option() const { return m_option; }
    [[nodiscard]] Side side() const { return m_side; }
    /// The step on screen, for the line; -1: none.
    void setCurrentStep(int step);

private:
    void buildHeader(QVBoxLayout *column);
    void fillParams();
    void edit(const Curve &curve);
    void choosePreset(int row);
    void refresh();
    [[nodiscard]] QString legend() const;

    RecipeModel *m_model;
    QComboBox *m_param = nullptr;
    QComboBox *m_preset = nullptr;
    CurveEditor *m_editor = nullptr;
    QLabel *m_legend = nullptr;
    QLabel *m_reading = nullptr;
    Option m_option = Option::S;
    Side m_side = Side::B;
    int m_step = -1;
};

/// Switches the schedule of an option on (a constant at the option's value) or off. One undo entry.
void setCurveOn(RecipeModel &model, Option option, Side side, bool on);

/// What the slider of an option shows and moves: the value, or the peak of its curve.
[[nodiscard]] double sliderValue(const SideOptions &side, Option option);
/// Sets the value, or scales the curve to it. @param base the curve that is scaled: that before a
/// drag, so that a drag to 0 and back keeps its shape
void setSliderValue(SideOptions &side, Option option, double value, const Curve *base);

} // namespace dare
