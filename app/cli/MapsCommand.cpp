#include "app/cli/Commands.h"
#include "app/cli/MapFile.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/Values.h"

#include <fmt/format.h>

#include <algorithm>

namespace dare::cli
{
namespace
{

struct MapsOptions {
    std::string run;
    std::vector<std::string> words;
    std::string side;
    std::string when = "after";
    std::string step = "mean";
    std::string layer = "mean";
    std::string head = "mean";
    std::string out;
    bool json = false;
};

/// "mean" or a number from 0.
Result<int> parseIndex(const std::string &option, const std::string &text)
{
    constexpr int kMaxIndex = 9999;
    if (text == "mean")
        return -1;
    const auto index = parseWhole(option, text, 0, kMaxIndex);
    if (!index)
        return failure(ErrorCode::InvalidArgument,
                       "must be mean or a number from 0, not \"" + text + "\"", option);
    return index;
}

Result<MapQuery> queryOf(const MapsOptions &options, const Recipe &recipe)
{
    MapQuery query;
    query.words = options.words;
    query.side = recipe.runB ? Side::B : Side::A;
    if (!options.side.empty())
        query.side = options.side == "a" ? Side::A : Side::B;
    query.when = options.when == "before" ? MapWhen::Before
                 : options.when == "diff" ? MapWhen::Difference
                                          : MapWhen::After;
    const auto take = [](const char *option, const std::string &text, int &target) {
        const auto index = parseIndex(option, text);
        target = index.value_or(-1);
        return index.map([](int) {});
    };
    auto taken = take("--step", options.step, query.step);
    if (taken)
        taken = take("--layer", options.layer, query.layer);
    if (taken)
        taken = take("--head", options.head, query.head);
    if (!taken)
        return tl::unexpected(taken.error());
    return query;
}

ExitCode maps(const MapsOptions &options)
{
    const Result<MapFileKind> kind = mapFileKind(options.out);
    if (!kind)
        return reportError(kind.error(), options.json);
    const Result<RunFolder> run = RunFolder::open(findRun(options.run));
    if (!run)
        return reportError(run.error(), options.json);
    const Result<MapQuery> query = queryOf(options, run->manifest().recipe);
    if (!query)
        return reportError(query.error(), options.json);
    const Result<HeatMap> map = readMap(*run, *query);
    if (!map)
        return reportError(map.error(), options.json);
    const Result<float> range = writeMap(options.out, *kind, *run, *query, *map);
    if (!range)
        return reportError(range.error(), options.json);
    const auto [low, high] = std::minmax_element(map->values.begin(), map->values.end());
    if (options.json)
        printDocument({{"out", options.out},
                       {"shape", {map->frames, map->height, map->width}},
                       {"minimum", *low},
                       {"maximum", *high},
                       {"range", *range}});
    else
        fmt::print(
            "wrote    {}\n         {} frames of {}x{}, values {:.5f} to {:.5f}, shown on {:.4g} "
            "to {:.4g}\n",
            options.out, map->frames, map->width, map->height, *low, *high,
            query->when == MapWhen::Difference ? -*range : 0.0F, *range);
    return ExitCode::Done;
}

} // namespace

void addMaps(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<MapsOptions>();
    CLI::App &command = *app.add_subcommand("maps", "Write where the model looks for a word");
    command.footer("Steps, layers and heads count from 0, as the files of a run do.");
    command.add_option("RUN", options->run, "Run folder")->required();
    command
        .add_option("--word", options->words,
                    "Word label, `end` or `pads`; given again, their maps are summed")
        ->required()
        ->allow_extra_args(false)
        ->type_name("W");
    command.add_option("--side", options->side, "Side (default: b where it was sampled)")
        ->check(CLI::IsMember({"a", "b"}));
    command.add_option("--when", options->when, "Against the reweighting")
        ->check(CLI::IsMember({"before", "after", "diff"}))
        ->capture_default_str();
    command.add_option("--step", options->step, "Step from 0")->type_name("N|mean");
    command.add_option("--layer", options->layer, "Block from 0")->type_name("N|mean");
    command.add_option("--head", options->head, "Head from 0")->type_name("N|mean");
    command.add_option("--out", options->out, "Picture, or tensor `map` [F,Y,X]")
        ->required()
        ->type_name("F.png|F.safetensors");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback([options, &chosen] { chosen = [options] { return maps(*options); }; });
}

} // namespace dare::cli
