#include "widgets/export/PaneChoices.h"

#include <QObject>

#include <algorithm>

namespace dare
{

namespace
{

using Pane = ExportPane;

std::vector<PaneChoice> allChoices(LayoutTab tab, const QString &word)
{
    switch (tab) {
    case LayoutTab::OneByTwo:
        return {{QObject::tr("Videos A and B"), {Pane::Video}},
                {QObject::tr("Maps of “%1” over A and B").arg(word), {Pane::Map}},
                {QObject::tr("Maps before and after"), {Pane::Before, Pane::After}},
                {QObject::tr("Difference and signed"), {Pane::Difference, Pane::Signed}}};
    case LayoutTab::TwoByTwo:
        return {
            {QObject::tr("Videos over maps of “%1”").arg(word), {Pane::Video, Pane::Map}},
            {QObject::tr("Videos, after, after − before"), {Pane::Video, Pane::After, Pane::Diff}},
            {QObject::tr("Maps of “%1”, before, after").arg(word),
             {Pane::Map, Pane::Before, Pane::After}},
            {QObject::tr("Videos, difference, signed"),
             {Pane::Video, Pane::Difference, Pane::Signed}}};
    case LayoutTab::OneByThree:
        return {{QObject::tr("Videos and difference"), {Pane::Video, Pane::Difference}},
                {QObject::tr("Before, after, difference"), {Pane::Before, Pane::After, Pane::Diff}},
                {QObject::tr("Videos, after − before"), {Pane::Video, Pane::Diff}}};
    case LayoutTab::Wipe:
        return {{QObject::tr("Line that stays"), {Pane::Wipe}, false},
                {QObject::tr("Line that moves"), {Pane::Wipe}, true}};
    case LayoutTab::Single:
        return {{QObject::tr("Overlay of A and B"), {Pane::Overlay}},
                {QObject::tr("Difference"), {Pane::Difference}},
                {QObject::tr("Signed luma B − A"), {Pane::Signed}},
                {QObject::tr("Map after − before"), {Pane::Diff}}};
    }
    return {};
}

} // namespace

ExportLayout layoutOf(LayoutTab tab)
{
    switch (tab) {
    case LayoutTab::OneByTwo:
        return ExportLayout::OneByTwo;
    case LayoutTab::TwoByTwo:
        return ExportLayout::TwoByTwo;
    case LayoutTab::OneByThree:
        return ExportLayout::OneByThree;
    default:
        return ExportLayout::One;
    }
}

LayoutTab tabOf(const ExportPlan &plan)
{
    if (plan.layout != ExportLayout::One)
        return static_cast<LayoutTab>(plan.layout);
    return plan.panes == std::vector{ExportPane::Wipe} ? LayoutTab::Wipe : LayoutTab::Single;
}

std::vector<PaneChoice> paneChoices(LayoutTab tab, const QString &word)
{
    std::vector<PaneChoice> out = allChoices(tab, word);
    std::erase_if(out, [&](const PaneChoice &choice) {
        return word.isEmpty() && std::any_of(choice.panes.begin(), choice.panes.end(), isAttention);
    });
    return out;
}

} // namespace dare
