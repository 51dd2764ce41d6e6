#include "core/figures/Figure.h"

#include "core/media/RunView.h"
#include "core/media/Video.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dare
{
namespace
{

std::string placeText(const char *what, int index, int count)
{
    return index < 0 ? fmt::format("mean of {}s", what)
                     : fmt::format("{} {} of {}", what, index + 1, count);
}

std::shared_ptr<const HeatMap> differenceOf(const HeatMap &after, const HeatMap &before)
{
    auto out = std::make_shared<HeatMap>(after);
    for (std::size_t i = 0; i < out->values.size(); ++i)
        out->values[i] -= before.values[i];
    return out;
}

Result<Figure::SideData> readSide(const RunFolder &run, Side side, const FigureQuery &query)
{
    const Recipe &recipe = run.manifest().recipe;
    if (!recipe.runs(side))
        return failure(ErrorCode::NotFound,
                       fmt::format("side {} was not sampled in this run", letter(side)),
                       run.path().string());
    Figure::SideData out;
    out.side = side;
    out.name = presetNameOf(recipe, side) + "  " + settingsTextOf(recipe, side);
    MapQuery maps;
    maps.side = side;
    maps.words = query.words;
    maps.step = query.step;
    maps.layer = query.layer;
    maps.head = query.head;
    maps.when = MapWhen::Before;
    auto before = readMap(run, maps);
    maps.when = MapWhen::After;
    auto after = readMap(run, maps);
    if (!before || !after)
        return tl::unexpected(before ? after.error() : before.error());
    out.before = std::make_shared<const HeatMap>(*std::move(before));
    out.after = after->values == out.before->values
                    ? out.before
                    : std::make_shared<const HeatMap>(*std::move(after));
    out.difference = differenceOf(*out.after, *out.before);
    // A run whose frames were not made yet still has maps.
    if (auto clip = readVideo(run.framesFile(side)))
        out.clip = std::make_shared<const Clip>(*std::move(clip));
    out.frames = out.clip ? out.clip->frames : run.manifest().recipe.size.frames;
    return out;
}

void setRanges(Figure &figure)
{
    std::vector<std::shared_ptr<const HeatMap>> mass;
    std::vector<std::shared_ptr<const HeatMap>> differences;
    for (const Figure::SideData &side : figure.sides) {
        mass.insert(mass.end(), {side.before, side.after});
        differences.push_back(side.difference);
    }
    if (figure.query.scaleMax <= figure.query.scaleMin)
        figure.query.scaleMax = std::max(sharedScale(mass), figure.query.scaleMin + 1e-6F);
    if (figure.query.diffMax <= 0.0F)
        figure.query.diffMax = sharedScale(differences);
}

std::string captionOf(const RunFolder &run, const Figure &figure)
{
    const RunManifest &manifest = run.manifest();
    const Recipe &recipe = manifest.recipe;
    std::string out = fmt::format(
        "Cross-attention probability of \"{}\" before (softmax(z)) and after (softmax(z + ln w)) "
        "reweighting, our reading of the abstract of arXiv 2604.07026; {}, {}, {}. All maps share "
        "the range {:.3g} to {:.3g}, differences -{:.3g} to {:.3g}.",
        fmt::join(figure.query.words, " + "), placeText("step", figure.query.step, recipe.steps),
        placeText("layer", figure.query.layer, manifest.blocks),
        placeText("head", figure.query.head, manifest.heads), figure.query.scaleMin,
        figure.query.scaleMax, figure.query.diffMax, figure.query.diffMax);
    out += fmt::format(" Recipe: prompt \"{}\"", recipe.prompt);
    if (!recipe.negative.empty())
        out += fmt::format(", negative \"{}\"", recipe.negative);
    out += fmt::format(", seed {}, {} steps, {}, shift {:g}, {}x{}x{}", recipe.seed, recipe.steps,
                       name(recipe.sampler), recipe.shift, recipe.size.width, recipe.size.height,
                       recipe.size.frames);
    for (const Figure::SideData &side : figure.sides)
        out += fmt::format("; {}: {}", side.side == Side::A ? "A" : "B", side.name);
    out += '.';
    if (figure.query.shift != 0)
        out += fmt::format(" A is shown {} from the frames of B.", shiftText(figure.query.shift));
    return out + fmt::format(" Run {}.", run.path().filename().string());
}

} // namespace

Result<Figure> readFigure(const RunFolder &run, const FigureQuery &query)
{
    Figure out;
    out.query = query;
    const RunManifest &manifest = run.manifest();
    if (out.query.sides.empty()) {
        for (const Side side : kSides) {
            if (manifest.recipe.runs(side))
                out.query.sides.push_back(side);
        }
    }
    for (const int frame : out.query.frames) {
        if (frame < 0 || frame >= std::max(1, manifest.recipe.size.frames))
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("there is no frame {}; the clip has 1 to {}", frame + 1,
                                       manifest.recipe.size.frames),
                           "frame");
    }
    for (const Side side : out.query.sides) {
        auto read = readSide(run, side, out.query);
        if (!read)
            return tl::unexpected(read.error());
        out.sides.push_back(*std::move(read));
    }
    setRanges(out);
    out.title = fmt::format("{}: {}, {}, {}", fmt::join(query.words, " + "),
                            placeText("step", query.step, manifest.recipe.steps),
                            placeText("layer", query.layer, manifest.blocks),
                            placeText("head", query.head, manifest.heads));
    out.caption = captionOf(run, out);
    return out;
}

} // namespace dare
