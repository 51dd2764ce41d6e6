#pragma once

#include "core/types/Recipe.h"
#include "widgets/recipe/SidePreset.h"

#include <QStringList>
#include <QWidget>

#include <array>
#include <optional>
#include <vector>

class QLabel;
class QMenu;
class QToolButton;

namespace dare
{

class ABSlider;
class CapturePanel;
class OnOffBox;
class PresetBar;
class RecipeModel;
class RunBox;
class SamplingForm;
class SchedulePanel;

/// The content of `dockSides`: presets, variants, five A/B sliders with their schedules, word
/// weights, sampling, maps to keep, and the run box. Shows the RecipeModel and edits it; the run
/// box is wired by the window.
class SidesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SidesPanel(RecipeModel *model, QWidget *parent = nullptr);

    void setPresets(const std::vector<SidePreset> &presets);
    /// Names of the model's variants; empty hides the boxes.
    void setVariants(const QStringList &variants);
    [[nodiscard]] const std::vector<SidePreset> &presets() const;
    [[nodiscard]] RunBox *runBox() const { return m_runBox; }
    [[nodiscard]] SamplingForm *sampling() const { return m_sampling; }
    [[nodiscard]] SchedulePanel *schedule() const { return m_schedule; }
    [[nodiscard]] CapturePanel *capture() const { return m_capture; }
    [[nodiscard]] PresetBar *presetBar() const { return m_presets; }
    void setCompact(bool compact);

public Q_SLOTS:
    /// Exchanges the options of the sides.
    void swapSides();

private:
    QWidget *buildHeader();
    QWidget *buildBody();
    QWidget *buildOptions();
    void addMenu(QToolButton *button);
    void fillMenu(QMenu *menu);
    void wireSlider(ABSlider *slider);
    void editOption(const QString &what, Option option, Side side, double value);
    void copySide(Side from, Side to);
    void setSidesRun(bool a, bool b);
    void askForPresetName(Side side);
    void refresh();

    RecipeModel *m_model;
    QLabel *m_caption = nullptr;
    bool m_compact = false;
    PresetBar *m_presets = nullptr;
    std::array<OnOffBox *, 2> m_weights{};
    std::vector<ABSlider *> m_sliders;
    SchedulePanel *m_schedule = nullptr;
    SamplingForm *m_sampling = nullptr;
    CapturePanel *m_capture = nullptr;
    RunBox *m_runBox = nullptr;
    std::optional<Recipe> m_dragBase; ///< the recipe when a slider was taken hold of
};

} // namespace dare
