#include "core/inspect/CaptureSummary.h"

#include <algorithm>
#include <set>
#include <vector>

namespace dare
{
namespace
{

/// "steps 1, 3 to 5": counted from 1, as people do.
std::string stepsText(const std::vector<int> &steps, int total)
{
    if (static_cast<int>(steps.size()) == total)
        return total == 1 ? "the one step" : "every step";
    std::string out = steps.size() == 1 ? "step " : "steps ";
    for (std::size_t i = 0; i < steps.size();) {
        std::size_t last = i;
        while (last + 1 < steps.size() && steps[last + 1] == steps[last] + 1)
            ++last;
        out += (i > 0 ? ", " : "") + std::to_string(steps[i] + 1);
        if (last > i)
            out += (last == i + 1 ? ", " : " to ") + std::to_string(steps[last] + 1);
        i = last + 1;
    }
    return out;
}

/// "every layer and head", "the head mean of every layer", ...
std::string windowText(const MapCoverage &coverage, int blocks, int heads)
{
    int whole = 0;
    int layers = 0;
    int some = 0;
    for (const auto &[layer, kept] : coverage.layers) {
        layers += layer >= 0 ? 1 : 0;
        whole += static_cast<int>(kept.size()) == heads ? 1 : 0;
        some += kept.empty() ? 0 : 1;
    }
    if (layers == 0)
        return some > 0 ? "single heads of the layer mean" : "the mean over layers and heads";
    const std::string where =
        layers == blocks ? "every layer"
                         : std::to_string(layers) + " of " + std::to_string(blocks) + " layers";
    if (whole == layers)
        return "every head of " + where;
    return some > 0 ? "some heads of " + where : "the head mean of " + where;
}

std::string rowsText(const std::vector<std::string> &labels)
{
    int words = 0;
    bool end = false;
    bool pads = false;
    for (const std::string &label : labels) {
        end = end || label == "end";
        pads = pads || label == "pads";
        words += label != "end" && label != "pads" ? 1 : 0;
    }
    std::string out = std::to_string(words) + (words == 1 ? " word" : " words");
    if (end && pads)
        return out + ", end and pads";
    return out + (end ? " and end" : pads ? " and pads" : "");
}

} // namespace

CaptureSummary readCaptureSummary(const RunFolder &run)
{
    CaptureSummary out;
    out.blocks = run.manifest().blocks;
    out.heads = run.manifest().heads;
    out.totalSteps = run.manifest().recipe.steps;
    for (const Side side : kSides) {
        for (const int step : stepsWithMaps(run, side)) {
            std::error_code none;
            const auto bytes = std::filesystem::file_size(run.mapsFile(side, step), none);
            out.bytes += none ? 0 : bytes;
            if (auto coverage = readCoverage(run, side, step); coverage && !coverage->empty())
                out.steps[side == Side::A ? 0 : 1].emplace(step, *std::move(coverage));
        }
    }
    return out;
}

std::string describe(const CaptureSummary &summary)
{
    // Both sides of a run keep the same window; the one with more steps tells it.
    const auto &side =
        summary.steps[0].size() > summary.steps[1].size() ? summary.steps[0] : summary.steps[1];
    if (side.empty())
        return "No maps, only the mass of each word at every step.";
    std::vector<std::pair<std::string, std::vector<int>>> groups;
    for (const auto &[step, coverage] : side) {
        const std::string text = windowText(coverage, summary.blocks, summary.heads);
        const auto found = std::find_if(groups.begin(), groups.end(),
                                        [&](const auto &group) { return group.first == text; });
        if (found == groups.end())
            groups.push_back({text, {step}});
        else
            found->second.push_back(step);
    }
    std::string out;
    for (const auto &[text, steps] : groups)
        out += (out.empty() ? "" : "; ") + text + " in " + stepsText(steps, summary.totalSteps);
    out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
    return out + ". " + rowsText(side.begin()->second.labels) + ".";
}

} // namespace dare
