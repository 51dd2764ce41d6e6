#pragma once

// The pieces of the Inspect page, each a widget of its own; the window places them:
// InspectToolbar above the viewer, ScalePanel with the RegionPanel right of it or below it,
// TokensPanel with TokenStatsPanel in the left dock, LookPanel in the right dock, SharePages in the
// bottom dock.
#include "widgets/attention/InspectModel.h"
#include "widgets/attention/InspectToolbar.h"
#include "widgets/attention/LookPanel.h"
#include "widgets/attention/RegionPanel.h"
#include "widgets/attention/ScalePanel.h"
#include "widgets/attention/SharePage.h"
#include "widgets/attention/TokenStatsPanel.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/attention/TokensPanel.h"
