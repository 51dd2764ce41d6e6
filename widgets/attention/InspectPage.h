#pragma once

// The pieces of the Inspect page, each a widget of its own; the window places them:
// InspectToolbar above the viewer, ScalePanel right of it, TokensPanel in the left dock,
// LookPanel in the right dock.
#include "widgets/attention/InspectToolbar.h"
#include "widgets/attention/LookPanel.h"
#include "widgets/attention/ScalePanel.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/attention/TokensPanel.h"
