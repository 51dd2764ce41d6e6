#include "app/gui/PromptBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/PromptLanguage.h"
#include "core/prompt/Prompt.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

#include <QRegularExpression>

namespace dare
{

namespace
{

using Language = std::shared_ptr<const PromptLanguage>;

/// The UTF-16 position that the message of a syntax error names; -1 where it names none.
int positionIn(const QString &message)
{
    static const QRegularExpression number(QStringLiteral("(\\d+)"));
    const auto match = number.match(message);
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

} // namespace

PromptBinding::PromptBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window)
{
    m_pool.setMaxThreadCount(1);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &PromptBinding::parse);
    connect(&models.prompt, &PromptModel::textEdited, this, [this](const QString &text) {
        m_models.recipe.edit(tr("Typing"), QStringLiteral("prompt"),
                             [&](Recipe &recipe) { recipe.prompt = text.toStdString(); });
    });
    connect(&models.prompt, &PromptModel::negativeEdited, this, [this](const QString &text) {
        m_models.recipe.edit(tr("Typing"), QStringLiteral("negative"),
                             [&](Recipe &recipe) { recipe.negative = text.toStdString(); });
    });
    connect(
        &models.prompt, &PromptModel::rhoEdited, this, [this](const QString &label, double rho) {
            m_models.recipe.edit(tr("Density of %1").arg(label), QStringLiteral("rho/") + label,
                                 [&](Recipe &recipe) { recipe.rho[label.toStdString()] = rho; });
        });
    connect(&models.prompt, &PromptModel::rhoReset, this, [this](const QString &label) {
        m_models.recipe.edit(tr("Density of %1").arg(label), {},
                             [&](Recipe &recipe) { recipe.rho.erase(label.toStdString()); });
    });
    connect(&models.prompt, &PromptModel::gestureStarted, &models.recipe,
            &RecipeModel::beginGesture);
    connect(&models.prompt, &PromptModel::gestureEnded, &models.recipe, &RecipeModel::endGesture);
    connect(&models.recipe, &RecipeModel::changed, this, &PromptBinding::readRecipe);
}

PromptBinding::~PromptBinding() = default;

void PromptBinding::setModel(const ModelInfo &info)
{
    const int generation = ++m_modelGeneration;
    const std::filesystem::path folder = info.folder(m_models.recipe.recipe().b.variant);
    m_limit = info.maxTokens;
    inBackground(
        m_pool, this, [folder] { return loadLanguage(folder); },
        [this, generation](const Result<Language> &language) {
            if (generation != m_modelGeneration)
                return;
            if (!language) {
                m_window.banner()->showMessage(BannerBar::Tone::Failure,
                                               tr("The tokenizer was not loaded."),
                                               QString::fromStdString(language.error().text()));
                Q_EMIT parsed();
                return;
            }
            m_language = *language;
            QStringList words;
            for (const std::string &word : m_language->density.words())
                words << QString::fromStdString(word);
            m_models.prompt.setKnownWords(words);
            const QString source = QString::fromStdString(m_language->density.source());
            m_models.prompt.setDensitySource(source);
            m_window.status()->setDensity(source);
            parse();
        });
}

void PromptBinding::readRecipe()
{
    const Recipe &recipe = m_models.recipe.recipe();
    m_models.prompt.setText(QString::fromStdString(recipe.prompt));
    m_models.prompt.setNegative(QString::fromStdString(recipe.negative));
    if (recipe.prompt != m_parsedText || recipe.rho != m_parsedRho)
        m_quiet.start();
}

void PromptBinding::parse()
{
    if (!m_language)
        return;
    const Recipe &recipe = m_models.recipe.recipe();
    m_parsedText = recipe.prompt;
    m_parsedRho = recipe.rho;
    const int generation = ++m_generation;
    const int limit = recipe.maxTokens > 0 ? recipe.maxTokens : m_limit;
    inBackground(
        m_pool, this,
        [language = m_language, limit, text = recipe.prompt, rho = recipe.rho] {
            return tokenize(text, language->tokenizer, language->density, limit, rho);
        },
        [this, generation](const Result<TokenSequence> &tokens) {
            if (generation != m_generation)
                return;
            if (tokens) {
                show(*tokens);
            } else {
                const QString message = QString::fromStdString(tokens.error().message);
                m_models.prompt.setError(message, positionIn(message));
                m_window.sides()->runBox()->setBlocked(message);
            }
            Q_EMIT parsed();
        });
}

void PromptBinding::show(const TokenSequence &tokens)
{
    m_models.prompt.setTokens(tokens);
    m_window.sides()->runBox()->setBlocked({});
}

} // namespace dare
