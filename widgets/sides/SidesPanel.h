#pragma once

#include "core/types/Recipe.h"
#include "widgets/recipe/SidePreset.h"

#include <QStringList>
#include <QWidget>

#include <array>
#include <vector>

class QComboBox;
class QLabel;
class QToolButton;

namespace dare
{

class ABSlider;
class OnOffBox;
class RecipeModel;
class RunBox;
class SamplingForm;

/// The content of `dockSides`: presets, variants, five A/B sliders, word weights, sampling and the
/// run box. Shows the RecipeModel and edits it; the run box is wired by the window.
class SidesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SidesPanel(RecipeModel *model, QWidget *parent = nullptr);

    void setPresets(const std::vector<SidePreset> &presets);
    /// Names of the model's variants; empty hides the boxes.
    void setVariants(const QStringList &variants);
    [[nodiscard]] const std::vector<SidePreset> &presets() const { return m_presets; }
    [[nodiscard]] RunBox *runBox() const { return m_runBox; }
    [[nodiscard]] SamplingForm *sampling() const { return m_sampling; }
    void setCompact(bool compact);

public Q_SLOTS:
    /// Exchanges the options of the sides.
    void swapSides();

private:
    QWidget *buildHeader();
    QWidget *buildPresets();
    QWidget *buildOptions();
    void addMenu(QToolButton *button);
    void wirePreset(Side side);
    void wireWeights(Side side);
    void choosePreset(Side side, int row);
    void copySide(Side from, Side to);
    void setSidesRun(bool a, bool b);
    void refresh();
    void refreshSide(Side side);

    RecipeModel *m_model;
    std::vector<SidePreset> m_presets;
    QLabel *m_caption = nullptr;
    QLabel *m_variantNote = nullptr;
    std::array<QComboBox *, 2> m_preset{};
    std::array<QComboBox *, 2> m_variant{};
    std::array<OnOffBox *, 2> m_weights{};
    QWidget *m_variantRow = nullptr;
    std::vector<ABSlider *> m_sliders;
    SamplingForm *m_sampling = nullptr;
    RunBox *m_runBox = nullptr;
};

} // namespace dare
