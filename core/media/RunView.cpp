#include "core/media/RunView.h"

#include "core/media/Video.h"
#include "core/models/ModelFolder.h"
#include "core/runs/MapReader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <system_error>

namespace dare
{
namespace
{

std::string valueText(const SideOptions &side, const OptionSpec &row)
{
    const auto curve = side.curves.find(row.option);
    if (curve == side.curves.end() || curve->second.points.empty())
        return fmt::format("{} {:.{}f}", row.symbol, side.value(row.option), row.decimals);
    const auto &points = curve->second.points;
    return fmt::format("{} {:.{}f}→{:.{}f}", row.symbol, points.front().second, row.decimals,
                       points.back().second, row.decimals);
}

ViewPane videoPane(int source, bool overlay)
{
    ViewPane pane;
    pane.source = source;
    pane.overlay = overlay;
    if (overlay)
        pane.title = "after";
    return pane;
}

ViewPane mapPane(int source, MapWhen when, const char *title, const char *caption)
{
    ViewPane pane;
    pane.kind = when == MapWhen::Difference ? ViewPane::Kind::SignedMap : ViewPane::Kind::Map;
    pane.source = source;
    pane.when = when;
    pane.title = title;
    pane.caption = caption;
    return pane;
}

void addMapRow(ViewSpec &spec, std::optional<Side> wanted)
{
    const int videos = static_cast<int>(spec.panes.size());
    int source = videos - 1;
    for (int i = 0; i < videos; ++i) {
        if (wanted && spec.sources[static_cast<std::size_t>(i)].side == *wanted)
            source = i;
    }
    spec.panes.push_back(mapPane(source, MapWhen::Before, "before", "softmax(z)"));
    spec.panes.push_back(mapPane(source, MapWhen::After, "after", "softmax(z + ln w)"));
    spec.panes.push_back(mapPane(source, MapWhen::Difference, "after − before", ""));
    spec.columns = 3;
    spec.rows = {videos, 3};
}

Result<std::shared_ptr<const Clip>> clipOf(const RunFolder &run, Side side)
{
    Result<Clip> clip = readVideo(run.framesFile(side));
    if (!clip && clip.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound,
                       fmt::format("side {} has no frames yet; `dare resume` finishes the run, "
                                   "`dare decode` makes frames of what is there",
                                   letter(side)),
                       run.path().string());
    if (!clip)
        return tl::unexpected(clip.error());
    return std::make_shared<const Clip>(std::move(*clip));
}

Result<void> fillPane(const RunFolder &run, const ViewSpec &spec, const ViewPane &pane,
                      PaneContent &content)
{
    const Side side = spec.sources[static_cast<std::size_t>(pane.source)].side;
    if (pane.kind == ViewPane::Kind::Video) {
        auto clip = clipOf(run, side);
        if (!clip)
            return tl::unexpected(clip.error());
        content.clip = std::move(*clip);
    }
    if (pane.kind == ViewPane::Kind::Video && !pane.overlay)
        return {};
    MapQuery query;
    query.side = side;
    query.when = pane.when;
    query.words = {spec.word};
    Result<HeatMap> map = readMap(run, query);
    if (!map)
        return tl::unexpected(map.error());
    content.map = std::make_shared<const HeatMap>(std::move(*map));
    return {};
}

void setRanges(StoredRunView &view)
{
    std::vector<std::shared_ptr<const HeatMap>> mass;
    std::vector<std::shared_ptr<const HeatMap>> differences;
    for (std::size_t i = 0; i < view.contents.size(); ++i)
        (view.spec.panes[i].when == MapWhen::Difference ? differences : mass)
            .push_back(view.contents[i].map);
    view.spec.scaleMax = sharedScale(mass);
    view.spec.diffMax = sharedScale(differences);
}

} // namespace

std::string presetNameOf(const Recipe &recipe, Side side)
{
    const SideOptions &options = recipe.side(side);
    const auto folder =
        recipe.model.empty() ? embeddedModelFolder() : std::filesystem::path(recipe.model);
    if (const Result<ModelInfo> model = inspectModel(folder)) {
        for (const Preset &preset : presets(*model)) {
            if (samePreset(preset.options, options))
                return preset.name;
        }
    }
    return std::string(kCustomPreset);
}

std::string settingsTextOf(const Recipe &recipe, Side side)
{
    const SideOptions &own = recipe.side(side);
    const Side otherSide = side == Side::A ? Side::B : Side::A;
    const SideOptions other = recipe.runs(otherSide) ? recipe.side(otherSide) : SideOptions();
    std::vector<std::string> parts;
    for (const OptionSpec &row : kOptions) {
        const bool plain =
            own.value(row.option) == row.fallback && !own.curves.contains(row.option);
        if (valueText(own, row) != valueText(other, row) && !plain)
            parts.push_back(valueText(own, row));
    }
    if (parts.empty())
        parts.push_back(valueText(own, spec(Option::W)));
    return fmt::format("{}", fmt::join(parts, "  "));
}

ViewSpec viewSpecOf(const RunFolder &run, const RunViewQuery &query)
{
    const Recipe &recipe = run.manifest().recipe;
    ViewSpec spec;
    spec.prompt = recipe.prompt;
    spec.word = query.word;
    for (const Side side : kSides) {
        if (!recipe.runs(side))
            continue;
        spec.panes.push_back(videoPane(static_cast<int>(spec.sources.size()), !query.word.empty()));
        spec.sources.push_back(
            {side, run.path().string(), presetNameOf(recipe, side), settingsTextOf(recipe, side)});
    }
    spec.columns = std::max(1, static_cast<int>(spec.panes.size()));
    if (query.layout == RunLayout::Maps && !spec.panes.empty())
        addMapRow(spec, query.side);
    return spec;
}

Result<StoredRunView> viewOfRun(const RunFolder &run, const RunViewQuery &query)
{
    if (query.layout == RunLayout::Maps && query.word.empty())
        return failure(ErrorCode::InvalidArgument, "the maps layout needs a word", "word");
    const Recipe &recipe = run.manifest().recipe;
    if (query.side && !recipe.runs(*query.side))
        return failure(ErrorCode::NotFound,
                       fmt::format("side {} was not sampled in this run", letter(*query.side)),
                       run.path().string());
    StoredRunView view;
    view.spec = viewSpecOf(run, query);
    view.contents.resize(view.spec.panes.size());
    for (std::size_t i = 0; i < view.spec.panes.size(); ++i) {
        const Result<void> filled = fillPane(run, view.spec, view.spec.panes[i], view.contents[i]);
        if (!filled)
            return tl::unexpected(filled.error());
    }
    setRanges(view);
    return view;
}

} // namespace dare
