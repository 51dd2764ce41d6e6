#include "app/cli/SideArguments.h"

#include "app/cli/Values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace dare::cli
{
namespace
{

constexpr int kLastStep = 999;

/// Splits at the last `=`: a word may hold one, a number does not.
Result<std::pair<std::string, std::string>>
keyAndValue(const std::string &option, const std::string &text, const char *example)
{
    const std::size_t at = text.rfind('=');
    if (at == std::string::npos || at == 0)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("must look like {}, not \"{}\"", example, text), option);
    return std::pair{text.substr(0, at), text.substr(at + 1)};
}

tl::unexpected<Error> unknownKey(const std::string &option, const std::string &key,
                                 bool curvesAlone)
{
    std::vector<std::string> known;
    for (const OptionSpec &row : kOptions) {
        if (row.curve || !curvesAlone)
            known.emplace_back(row.name);
    }
    if (!curvesAlone)
        known.insert(known.end(), {"variant", "weights"});
    return failure(ErrorCode::InvalidArgument,
                   fmt::format("\"{}\" {}; there are {}", key,
                               curvesAlone ? "cannot follow a curve" : "is no option of a side",
                               fmt::join(known, ", ")),
                   option);
}

Result<void> applyKey(const std::string &option, const std::string &key, const std::string &value,
                      SideOptions &side)
{
    if (key == "variant") {
        side.variant = value;
        return {};
    }
    if (key == "weights") {
        if (value != "on" && value != "off")
            return notOneOf(option + " weights", value, {"on", "off"});
        side.wordWeights = value == "on";
        return {};
    }
    const auto which = optionNamed(key);
    if (!which)
        return unknownKey(option, key, false);
    const OptionSpec &row = spec(*which);
    const auto number = parseReal(option + " " + key, value, row.minimum, row.maximum);
    if (!number)
        return tl::unexpected(number.error());
    side.value(*which) = *number;
    side.curves.erase(*which);
    return {};
}

Result<Curve> parseCurve(const std::string &option, const std::string &text, const OptionSpec &row)
{
    Curve curve;
    for (const std::string &point : splitList(text)) {
        const std::size_t colon = point.find(':');
        if (colon == std::string::npos)
            return failure(ErrorCode::InvalidArgument,
                           "must look like b.s=0:0.4,8:1.6, a value for each step; \"" + point +
                               "\" has no colon",
                           option);
        const auto step = parseWhole(option + " step", point.substr(0, colon), 0, kLastStep);
        if (!step)
            return tl::unexpected(step.error());
        const auto value =
            parseReal(option + " value", point.substr(colon + 1), row.minimum, row.maximum);
        if (!value)
            return tl::unexpected(value.error());
        if (!curve.points.empty() && curve.points.back().first >= *step)
            return failure(ErrorCode::InvalidArgument, "must have its steps in rising order",
                           option);
        curve.points.emplace_back(*step, *value);
    }
    if (curve.points.empty())
        return failure(ErrorCode::InvalidArgument, "has no points; try b.s=0:0.4,8:1.6", option);
    return curve;
}

} // namespace

Result<void> applySide(const std::string &option, const std::string &text, SideOptions &side)
{
    for (const std::string &part : splitList(text)) {
        const auto pair = keyAndValue(option, part, "w=3,lambda=0.5");
        if (!pair)
            return tl::unexpected(pair.error());
        if (Result<void> applied = applyKey(option, pair->first, pair->second, side); !applied)
            return applied;
    }
    return {};
}

Result<void> applyCurve(const std::string &text, Recipe &recipe)
{
    const auto pair = keyAndValue("--curve", text, "b.s=0:0.4,8:1.6");
    if (!pair)
        return tl::unexpected(pair.error());
    const std::string &target = pair->first;
    if (!target.starts_with("a.") && !target.starts_with("b."))
        return failure(ErrorCode::InvalidArgument,
                       "must name a side and an option, as in b.s=0:0.4,8:1.6, not \"" + text +
                           "\"",
                       "--curve");
    const auto which = optionNamed(std::string_view(target).substr(2));
    if (!which || !spec(*which).curve)
        return unknownKey("--curve", target.substr(2), true);
    Result<Curve> curve = parseCurve("--curve " + target, pair->second, spec(*which));
    if (!curve)
        return tl::unexpected(curve.error());
    recipe.side(target.front() == 'a' ? Side::A : Side::B).curves[*which] = std::move(*curve);
    return {};
}

Result<void> applyRho(const std::string &text, Recipe &recipe)
{
    const auto pair = keyAndValue("--rho", text, "turtle=0.9");
    if (!pair)
        return tl::unexpected(pair.error());
    const auto rho = parseReal("--rho " + pair->first, pair->second, 0.0, 1.0);
    if (!rho)
        return tl::unexpected(rho.error());
    recipe.rho[pair->first] = *rho;
    return {};
}

std::string sideKeysHelp(const Recipe &defaults)
{
    std::string out =
        "Keys of --a and --b (our reading of the abstract of arXiv 2604.07026), their "
        "defaults on A and on B:\n";
    for (const OptionSpec &row : kOptions)
        out += fmt::format(
            "  {:<8} {:>1} to {:<3} {:<12} {} {}\n", row.name, row.minimum, row.maximum,
            fmt::format("[{}, {}]", defaults.a.value(row.option), defaults.b.value(row.option)),
            row.curve ? "curve" : "     ", row.help);
    out +=
        fmt::format("  {:<8} a subfolder of the model [{}, {}]\n"
                    "  {:<8} on or off: whether (word:1.2) acts on this side [{}, {}]\n",
                    "variant", defaults.a.variant, defaults.b.variant, "weights",
                    defaults.a.wordWeights ? "on" : "off", defaults.b.wordWeights ? "on" : "off");
    return out + "What stands in brackets is the embedded model's; other models bring their own.\n"
                 "Steps of --curve and --map-steps count from 0, as the files of a run do.";
}

} // namespace dare::cli
