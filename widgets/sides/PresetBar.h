#pragma once

#include "core/types/Recipe.h"
#include "widgets/recipe/SidePreset.h"

#include <QStringList>
#include <QWidget>

#include <array>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;

namespace dare
{

class RecipeModel;

/// Preset and variant of both sides, and the honesty note below: `presetA`, `presetB`, `variantA`,
/// `variantB`, `variantNote`. The user's own presets come from the settings and follow the model's.
class PresetBar : public QWidget
{
    Q_OBJECT

public:
    explicit PresetBar(RecipeModel *model, QWidget *parent = nullptr);

    /// The model's own presets; the user's are added.
    void setPresets(const std::vector<SidePreset> &presets);
    /// Names of the model's variants; empty hides the boxes.
    void setVariants(const QStringList &variants);
    [[nodiscard]] const std::vector<SidePreset> &presets() const { return m_presets; }
    /// Saves the options of a side under a name; a name of the user's own is replaced.
    /// @return whether it may be called that: the model's names are taken
    bool savePreset(const QString &name, Side side);
    void deletePreset(const QString &name);

Q_SIGNALS:
    void presetsChanged(); ///< the user saved or deleted one

private:
    void buildSide(Side side, QHBoxLayout *presets, QHBoxLayout *variants);
    void choosePreset(Side side, int row);
    void storeUserPresets();
    void refresh();
    void refreshSide(Side side);

    RecipeModel *m_model;
    std::vector<SidePreset> m_presets;
    std::array<QComboBox *, 2> m_preset{};
    std::array<QComboBox *, 2> m_variant{};
    QWidget *m_variantRow = nullptr;
    QLabel *m_note = nullptr;
};

} // namespace dare
