#pragma once

#include "widgets/attention/InspectModel.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/compare/CompareModel.h"
#include "widgets/compare/MetricsModel.h"
#include "widgets/neglect/FilmstripModel.h"
#include "widgets/neglect/NeglectModel.h"
#include "widgets/prompt/PromptModel.h"
#include "widgets/recipe/RecipeModel.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/viewer/ViewModel.h"

namespace dare
{

/// Everything the window shows, apart from the widgets that show it.
struct ViewModels {
    RecipeModel recipe;
    ViewModel view;
    PromptModel prompt;
    RunsModel runs;
    TokensModel tokens;
    CompareModel compare{&view};
    MetricsModel metrics;
    MetricsModel regionMetrics;
    NeglectModel neglect;
    FilmstripModel filmstrip;
    InspectModel inspect;
};

} // namespace dare
