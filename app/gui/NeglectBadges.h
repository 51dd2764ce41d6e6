#pragma once

#include "core/types/RunEvent.h"
#include "widgets/neglect/NeglectModel.h"

#include <QObject>

namespace dare
{

struct ViewModels;

/// What the meter shows of a run: its content words, judged by the rule of its recipe.
[[nodiscard]] NeglectRun neglectRunOf(const Recipe &recipe, const TokenSequence &tokens);

/// The shares of one step, from an event or from the file of the step.
void addShares(NeglectModel &meter, const TokenSequence &tokens, Side side,
               const StepMetrics &metrics);

/// Carries what the meter found to the other places that show it: chips, pictures, step lane. Chips
/// have no badge while the prompt is another than the run's. @thread GUI
class NeglectBadges : public QObject
{
    Q_OBJECT

public:
    explicit NeglectBadges(ViewModels &models, QObject *parent = nullptr);

private:
    void refresh();

    ViewModels &m_models;
};

} // namespace dare
