#pragma once

#include "core/types/ExportPlan.h"

#include <QString>

#include <vector>

namespace dare
{

/// One way to fill a layout.
struct PaneChoice {
    QString text;
    std::vector<ExportPane> panes;
    bool wipeMoves = false;
};

/// Tabs of `exportLayout`. Wipe and Single are both one pane.
enum class LayoutTab { OneByTwo, TwoByTwo, OneByThree, Wipe, Single };
[[nodiscard]] ExportLayout layoutOf(LayoutTab tab);
[[nodiscard]] LayoutTab tabOf(const ExportPlan &plan);

/// What a layout can be filled with. Attention needs a word; without one those are left out.
[[nodiscard]] std::vector<PaneChoice> paneChoices(LayoutTab tab, const QString &word);

} // namespace dare
