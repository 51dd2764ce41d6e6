#include "core/sweep/Batches.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <random>
#include <set>

namespace dare
{
namespace
{

std::string newId()
{
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

double rounded(double value, int decimals)
{
    const double scale = std::pow(10.0, decimals);
    return std::round(value * scale) / scale;
}

std::string rangeText(const SweepAxis &axis)
{
    const OptionSpec &row = spec(axis.option);
    return fmt::format("{} {:g}…{:g}", row.symbol, axis.values.front(), axis.values.back());
}

Result<void> checkAxes(const Recipe &recipe, const std::vector<SweepAxis> &axes)
{
    if (axes.empty() || axes.size() > 2)
        return failure(ErrorCode::InvalidArgument, "varies one or two options", "sweep");
    std::set<Option> seen;
    std::size_t runs = 1;
    for (const SweepAxis &axis : axes) {
        const OptionSpec &row = spec(axis.option);
        const std::string where(row.label);
        if (!seen.insert(axis.option).second)
            return failure(ErrorCode::InvalidArgument, "is varied twice; choose another option",
                           where);
        if (axis.values.empty())
            return failure(ErrorCode::InvalidArgument, "has no values; say 0, 0.5, 1", where);
        const bool none = !(axis.onA && recipe.runA) && !(axis.onB && recipe.runB);
        if (none || (axis.onA && !recipe.runA) || (axis.onB && !recipe.runB))
            return failure(ErrorCode::InvalidArgument, "is varied on a side that does not run",
                           where);
        for (const double value : axis.values) {
            if (!(value >= row.minimum && value <= row.maximum))
                return failure(ErrorCode::InvalidArgument,
                               fmt::format("must be between {:g} and {:g}, not {:g}", row.minimum,
                                           row.maximum, value),
                               where);
        }
        runs *= axis.values.size();
    }
    if (runs > static_cast<std::size_t>(kMaxSweep))
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("makes {} runs; at most {} can be queued at once", runs, kMaxSweep),
            "sweep");
    return {};
}

Result<double> numberOf(std::string_view text, const OptionSpec &option)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    double value = 0.0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || text.empty() ||
        !(value >= option.minimum && value <= option.maximum))
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("must be numbers between {:g} and {:g}, as in 0, 0.5, 1 or "
                                   "0:1:5 (from, to, how many); \"{}\" is not",
                                   option.minimum, option.maximum, text),
                       std::string(option.label));
    return value;
}

std::vector<std::string_view> split(std::string_view text, char mark)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at != std::string_view::npos; text.remove_prefix(at + 1)) {
        at = text.find(mark);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            break;
    }
    return parts;
}

} // namespace

Batch singleRun(const Recipe &recipe)
{
    Batch out{newId(), BatchKind::Run, recipe.prompt, {}, {Job{recipe, {}, {}}}};
    out.jobs.front().recipe.stopAfter = 0;
    return out;
}

Batch resumeRuns(const std::vector<std::string> &paths, const std::string &title)
{
    Batch out{newId(), BatchKind::Resume, title, {}, {}};
    for (const std::string &path : paths)
        out.jobs.push_back({{}, path, {}});
    return out;
}

Result<Batch> triage(const Recipe &recipe, int seeds, int steps)
{
    if (seeds < 1 || seeds > kMaxSweep)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("must be between 1 and {}, not {}", kMaxSweep, seeds), "seeds");
    if (steps < 1 || steps > recipe.steps)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("must be between 1 and {}, the steps of the whole run, not {}",
                                   recipe.steps, steps),
                       "steps");
    Batch out{newId(),
              BatchKind::Triage,
              fmt::format("Triage {} seeds, {} of {} steps", seeds, steps, recipe.steps),
              {},
              {}};
    for (int i = 0; i < seeds; ++i) {
        Job job{recipe, {}, {i}};
        job.recipe.seed += static_cast<std::uint64_t>(i);
        job.recipe.noiseFile.clear(); // one noise for all seeds would be ten times the same run
        job.recipe.stopAfter = steps == recipe.steps ? 0 : steps;
        out.jobs.push_back(std::move(job));
    }
    return out;
}

Result<Batch> sweep(const Recipe &recipe, const std::vector<SweepAxis> &axes)
{
    if (const Result<void> checked = checkAxes(recipe, axes); !checked)
        return tl::unexpected(checked.error());
    Batch out{newId(), BatchKind::Sweep, "Sweep " + rangeText(axes.front()), axes, {}};
    if (axes.size() > 1)
        out.title += " × " + rangeText(axes.back());
    const std::size_t columns = axes.front().values.size();
    const std::size_t rows = axes.size() > 1 ? axes.back().values.size() : 1;
    for (std::size_t i = 0; i < columns * rows; ++i) {
        const std::vector<std::size_t> at{i % columns, i / columns};
        Job job{recipe, {}, {}};
        job.recipe.stopAfter = 0;
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            const SweepAxis &along = axes[axis];
            job.cell.push_back(static_cast<int>(at[axis]));
            for (const Side side : kSides) {
                if (!(side == Side::A ? along.onA : along.onB))
                    continue;
                job.recipe.side(side).value(along.option) = along.values[at[axis]];
                job.recipe.side(side).curves.erase(along.option);
            }
        }
        out.jobs.push_back(std::move(job));
    }
    return out;
}

BatchPlace placeOf(const Batch &batch, const Job &job)
{
    if (batch.kind != BatchKind::Triage && batch.kind != BatchKind::Sweep)
        return {};
    return {batch.id, batch.kind, batch.title, batch.axes, job.cell};
}

std::vector<double> evenValues(double from, double to, int count, int decimals)
{
    std::vector<double> out;
    for (int i = 0; i < count; ++i)
        out.push_back(rounded(count == 1 ? from : from + (to - from) * i / (count - 1), decimals));
    return out;
}

Result<std::vector<double>> valuesOf(std::string_view text, const OptionSpec &option)
{
    std::vector<double> out;
    const std::vector<std::string_view> range = split(text, ':');
    for (const std::string_view part :
         range.size() == 3 ? std::vector{range[0], range[1]} : split(text, ',')) {
        const Result<double> value = numberOf(part, option);
        if (!value)
            return tl::unexpected(value.error());
        out.push_back(*value);
    }
    if (range.size() != 3)
        return out;
    int count = 0;
    const auto [end, code] =
        std::from_chars(range[2].data(), range[2].data() + range[2].size(), count);
    if (code != std::errc() || end != range[2].data() + range[2].size() || count < 1 ||
        count > kMaxSweep)
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("wants a whole number from 1 to {} as its third part, not \"{}\"",
                        kMaxSweep, range[2]),
            std::string(option.label));
    return evenValues(out[0], out[1], count, option.decimals);
}

Recipe withSteps(Recipe recipe, int steps)
{
    const double last = std::max(1, recipe.steps - 1);
    const auto moved = [&](int step) {
        return std::min(steps - 1, static_cast<int>(std::lround(step * (steps - 1) / last)));
    };
    for (const Side side : kSides) {
        for (auto &[option, curve] : recipe.side(side).curves) {
            std::map<int, double> points; // points that fall on one step become one
            for (const auto &[step, value] : curve.points)
                points[moved(step)] = value;
            curve.points.assign(points.begin(), points.end());
        }
    }
    std::set<int> kept;
    for (const int step : recipe.capture.steps.list)
        kept.insert(moved(step));
    recipe.capture.steps.list.assign(kept.begin(), kept.end());
    recipe.steps = steps;
    recipe.stopAfter = 0;
    return recipe;
}

} // namespace dare
