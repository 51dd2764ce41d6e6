#pragma once

#include "core/types/Recipe.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace dare
{

class RecipeModel;

/// "Maps to keep": words, layers, heads and steps whose attention maps a run stores. Every box
/// takes a list of its own too: `turtle rocket`, or numbers from 1 such as `1-3 6`. Object names
/// `captureWords`, `captureLayers`, `captureHeads`, `captureSteps`.
class CapturePanel : public QWidget
{
    Q_OBJECT

public:
    explicit CapturePanel(RecipeModel *model, QWidget *parent = nullptr);

    /// Blocks and heads of the model, for what "all" means.
    void setShape(int blocks, int heads);
    /// @param text "170 MB" @param warning why that is too much; empty where it is not
    void setPrediction(const QString &text, const QString &warning);

private:
    QComboBox *makeBox(const char *name, const QString &title, const QString &tip);
    void refresh();
    void editWords(const QString &text);
    void editChoice(const QString &what, const QString &text, IndexChoice CaptureWindow::*member,
                    int count);

    RecipeModel *m_model;
    QComboBox *m_words = nullptr;
    QComboBox *m_layers = nullptr;
    QComboBox *m_heads = nullptr;
    QComboBox *m_steps = nullptr;
    QLabel *m_prediction = nullptr;
    int m_blocks = 0;
    int m_headCount = 0;
};

/// `1-3 6` for indices {0, 1, 2, 5}.
[[nodiscard]] QString indexListText(const std::vector<int> &indices);
/// The reverse, with indices from 0, in order, each once. Numbers beyond `count` and what is no
/// number are left out.
[[nodiscard]] std::vector<int> parseIndexList(const QString &text, int count);

} // namespace dare
