#pragma once

#include "core/types/Recipe.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace dare
{

class RecipeModel;

/// Seed with lock and dice, steps, sampler, size, and tau of both sides under Advanced.
class SamplingForm : public QWidget
{
    Q_OBJECT

public:
    explicit SamplingForm(RecipeModel *model, QWidget *parent = nullptr);

    /// What the model can do; the first size is its default.
    void setSizes(const std::vector<ClipSize> &sizes);
    /// Locked: every run uses the seed shown. Otherwise a run takes a new one first.
    [[nodiscard]] bool seedLocked() const;
    void rollSeed();

private:
    QWidget *buildSeed();
    QWidget *buildAdvanced();
    void editSeed();
    void editTau(Side side, double value);
    void refresh();

    RecipeModel *m_model;
    QLineEdit *m_seed = nullptr;
    QToolButton *m_lock = nullptr;
    QSpinBox *m_steps = nullptr;
    QComboBox *m_sampler = nullptr;
    QComboBox *m_size = nullptr;
    QDoubleSpinBox *m_tauA = nullptr;
    QDoubleSpinBox *m_tauB = nullptr;
    std::vector<ClipSize> m_sizes;
};

} // namespace dare
