#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Token.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace dare
{

class MainWindow;
struct PromptLanguage;
struct ViewModels;

/// Typing becomes recipe edits, and words with densities after 80 ms of quiet. Tokenising happens
/// on a worker; an answer to an older text is dropped.
class PromptBinding : public QObject
{
    Q_OBJECT

public:
    static constexpr int kQuietMs = 80;

    PromptBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);
    ~PromptBinding() override;

    /// Loads tokenizer and densities of the model's side B.
    void setModel(const ModelInfo &info);

Q_SIGNALS:
    /// Words or an error are on screen.
    void parsed();

private:
    void readRecipe();
    void parse();
    void show(const TokenSequence &tokens);

    ViewModels &m_models;
    MainWindow &m_window;
    std::shared_ptr<const PromptLanguage> m_language;
    int m_limit = 0;
    int m_generation = 0;
    int m_modelGeneration = 0;
    std::string m_parsedText;
    std::map<std::string, double> m_parsedRho;
    QTimer m_quiet;
    QThreadPool m_pool;
};

} // namespace dare
