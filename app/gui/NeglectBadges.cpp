#include "app/gui/NeglectBadges.h"

#include "app/gui/ViewModels.h"

namespace dare
{

NeglectRun neglectRunOf(const Recipe &recipe, const TokenSequence &tokens)
{
    NeglectRun out;
    out.steps = recipe.steps;
    out.sides = {recipe.runA, recipe.runB};
    out.rule = {recipe.neglectShare, recipe.neglectSteps};
    for (std::size_t i = 0; i < tokens.words.size(); ++i) {
        const Word &word = tokens.words[i];
        NeglectWord row;
        row.label = QString::fromStdString(word.label);
        row.word = static_cast<int>(i);
        row.rho = word.rho;
        for (const Side side : kSides)
            row.judged[index(side)] =
                recipe.runs(side) && word.rho >= recipe.side(side).value(Option::Tau);
        if (!word.tokens.empty() && (row.judged[0] || row.judged[1]))
            out.words.push_back(row);
    }
    return out;
}

void addShares(NeglectModel &meter, const TokenSequence &tokens, Side side,
               const StepMetrics &metrics)
{
    const auto cells =
        static_cast<std::size_t>(metrics.blocks) * static_cast<std::size_t>(tokens.limit);
    const bool after = metrics.massAfter.size() == cells && cells > 0;
    meter.setShares(side, metrics.step, metrics.share,
                    after ? wordShares(tokens, metrics.massAfter, metrics.blocks) : metrics.share);
}

NeglectBadges::NeglectBadges(ViewModels &models, QObject *parent)
    : QObject(parent), m_models(models)
{
    connect(&models.neglect, &NeglectModel::marksChanged, this, &NeglectBadges::refresh);
    connect(&models.recipe, &RecipeModel::changed, this, &NeglectBadges::refresh);
    ViewModel &view = models.view;
    const auto place = [&models, &view] {
        models.neglect.setCurrentStep(view.step());
        models.filmstrip.setDone(view.stepsDone());
        models.filmstrip.setCurrentStep(view.step());
    };
    connect(&view, &ViewModel::stepChanged, this, place);
    connect(&view, &ViewModel::runChanged, this, place);
}

void NeglectBadges::refresh()
{
    QHash<QString, QString> chips;
    for (const Side side : kSides) {
        const std::vector<NeglectMark> marks = m_models.neglect.marks(side);
        m_models.view.setNeglected(side, marks);
        for (const NeglectMark &mark : marks) {
            QString &letters = chips[QString::fromStdString(mark.word)];
            letters += (letters.isEmpty() ? QString() : QStringLiteral(" ")) +
                       QLatin1Char(side == Side::A ? 'A' : 'B');
        }
    }
    const bool samePrompt =
        m_models.recipe.recipe().prompt == m_models.view.run().prompt.toStdString();
    m_models.prompt.setNeglected(samePrompt ? chips : QHash<QString, QString>());
}

} // namespace dare
