#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/Values.h"
#include "core/inspect/SelectionData.h"
#include "core/types/ExportPlan.h"
#if DARE_HAS_MEDIA
#include "core/figures/Figure.h"
#endif

#include <fmt/format.h>

#include <filesystem>

namespace dare::cli
{
namespace
{

struct FigureArguments {
    std::string run;
    std::vector<std::string> words;
    std::string step = "mean";
    std::string layer = "mean";
    std::string head = "mean";
    std::string frames = "0";
    int shift = 0;
    std::string sides;
    std::string panes = "overlay,before,after,diff";
    std::string colorMap = "inferno";
    std::string range = "auto";
    std::string scale = "2";
    std::string out;
    bool json = false;
};

constexpr int kMostIndex = 9999;

Result<int> indexOf(const std::string &option, const std::string &text)
{
    if (text == "mean")
        return -1;
    const auto index = parseWhole(option, text, 0, kMostIndex);
    if (!index)
        return failure(ErrorCode::InvalidArgument,
                       "must be mean or a number from 0, not \"" + text + "\"", option);
    return index;
}

/// Words, step, layer and head.
Result<MapQuery> placeOf(const FigureArguments &arguments)
{
    MapQuery out;
    out.words = arguments.words;
    const auto step = indexOf("--step", arguments.step);
    const auto layer = indexOf("--layer", arguments.layer);
    const auto head = indexOf("--head", arguments.head);
    for (const auto *index : {&step, &layer, &head}) {
        if (!*index)
            return tl::unexpected(index->error());
    }
    out.step = *step;
    out.layer = *layer;
    out.head = *head;
    return out;
}

#if DARE_HAS_MEDIA
Result<void> readLists(const FigureArguments &arguments, FigureQuery &out)
{
    out.frames.clear();
    for (const std::string &text : splitList(arguments.frames)) {
        const auto frame = parseWhole("--frames", text, 0, kMostIndex);
        if (!frame)
            return tl::unexpected(frame.error());
        out.frames.push_back(*frame);
    }
    out.shift = arguments.shift;
    if (out.frames.empty())
        return failure(ErrorCode::InvalidArgument, "names no frame", "--frames");
    for (const char side : arguments.sides)
        out.sides.push_back(side == 'a' ? Side::A : Side::B);
    constexpr std::array<std::string_view, 4> names{"overlay", "before", "after", "diff"};
    out.panes.clear();
    for (const std::string &text : splitList(arguments.panes)) {
        const auto pane = oneOf<FigurePane>("--panes", text, names);
        if (!pane)
            return tl::unexpected(pane.error());
        out.panes.push_back(*pane);
    }
    return {};
}

Result<FigureQuery> figureOf(const FigureArguments &arguments, const MapQuery &place)
{
    FigureQuery out;
    out.words = place.words;
    out.step = place.step;
    out.layer = place.layer;
    out.head = place.head;
    if (auto read = readLists(arguments, out); !read)
        return tl::unexpected(read.error());
    const auto map = oneOf<ColorMapName>("--color-map", arguments.colorMap, exports::kColorMaps);
    if (!map)
        return tl::unexpected(map.error());
    out.colorMap = *map;
    if (arguments.range != "auto") {
        const auto range = parseReal("--range", arguments.range, 1e-6, 1.0);
        if (!range)
            return tl::unexpected(range.error());
        out.scaleMax = static_cast<float>(*range);
    }
    return out;
}

Result<void> drawFigure(const RunFolder &run, const FigureArguments &arguments,
                        const MapQuery &place)
{
    constexpr double kMostScale = 32.0;
    const auto query = figureOf(arguments, place);
    const auto scale = parseReal("--scale", arguments.scale, 0.25, kMostScale);
    if (!query || !scale)
        return tl::unexpected(query ? scale.error() : query.error());
    const auto figure = readFigure(run, *query);
    if (!figure)
        return tl::unexpected(figure.error());
    return writeFigure(arguments.out, *figure, *scale);
}
#endif

Result<void> write(const RunFolder &run, const FigureArguments &arguments)
{
    const auto place = placeOf(arguments);
    if (!place)
        return tl::unexpected(place.error());
    const auto ending = std::filesystem::path(arguments.out).extension();
    if (ending == ".npz" || ending == ".safetensors" || ending == ".csv") {
        const auto data = readSelection(run, *place);
        return data ? writeSelection(arguments.out, *data) : tl::unexpected(data.error());
    }
    if (ending != ".svg" && ending != ".pdf" && ending != ".png")
        return failure(ErrorCode::InvalidArgument,
                       "must end in .svg, .pdf, .png, .npz, .safetensors or .csv, not \"" +
                           arguments.out + "\"",
                       "--out");
#if DARE_HAS_MEDIA
    return drawFigure(run, arguments, *place);
#else
    return failure(ErrorCode::Unsupported,
                   "built without media: use F.safetensors or F.csv, or a full build",
                   arguments.out);
#endif
}

ExitCode figure(const FigureArguments &arguments)
{
    const Result<RunFolder> run = RunFolder::open(findRun(arguments.run));
    if (!run)
        return reportError(run.error(), arguments.json);
    const Result<void> written = write(*run, arguments);
    if (!written)
        return reportError(written.error(), arguments.json);
    if (arguments.json)
        printDocument({{"run", run->path().string()}, {"out", arguments.out}});
    else
        fmt::print("wrote    {}\n", arguments.out);
    return ExitCode::Done;
}

} // namespace

void addFigure(CLI::App &app, Action &chosen)
{
    const auto arguments = std::make_shared<FigureArguments>();
    CLI::App &command =
        *app.add_subcommand("figure", "Write maps as a figure, or maps and statistics as data");
    command.footer("Steps, layers, heads and frames count from 0, as the files of a run do.\n"
                   "Figures hold all panes on one range, colour bars and a caption with the "
                   "recipe.\nNPZ and safetensors hold the maps [F,Y,X] and shares, CSV the "
                   "statistics.");
    command.add_option("RUN", arguments->run, "Run folder")->required();
    command
        .add_option("--word", arguments->words,
                    "Word label, `end` or `pads`; given again, their maps are summed")
        ->required()
        ->allow_extra_args(false)
        ->type_name("W");
    command.add_option("--step", arguments->step, "Step from 0")->type_name("N|mean");
    command.add_option("--layer", arguments->layer, "Block from 0")->type_name("N|mean");
    command.add_option("--head", arguments->head, "Head from 0")->type_name("N|mean");
    command.add_option("--frames", arguments->frames, "Frames from 0, a row a side each")
        ->type_name("N,...");
    command.add_option("--shift", arguments->shift, "Frames that A is ahead of B (default: 0)")
        ->check(CLI::Range(-kMostIndex, kMostIndex));
    command.add_option("--sides", arguments->sides, "Sides (default: those that were sampled)")
        ->check(CLI::IsMember({"a", "b", "ab"}));
    command.add_option("--panes", arguments->panes, "Columns")
        ->capture_default_str()
        ->type_name("overlay,before,after,diff");
    command.add_option("--color-map", arguments->colorMap, "Colours of probabilities")
        ->capture_default_str()
        ->type_name("inferno|viridis|magma|cividis|grey");
    command.add_option("--range", arguments->range, "Upper end of the colours")
        ->capture_default_str()
        ->type_name("P|auto");
    command.add_option("--scale", arguments->scale, "Pixels a point, for PNG")
        ->capture_default_str()
        ->type_name("X");
    command.add_option("--out", arguments->out, "Figure or data")
        ->required()
        ->type_name("F.svg|pdf|png|npz|safetensors|csv");
    command.add_flag("--json", arguments->json, "One JSON document on stdout");
    command.callback([arguments, &chosen] { chosen = [arguments] { return figure(*arguments); }; });
}

} // namespace dare::cli
