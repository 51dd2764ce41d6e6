#include "core/inspect/CaptureCost.h"

#include <algorithm>

namespace dare
{
namespace
{

bool wants(const IndexChoice &choice, int index)
{
    return choice.mode != IndexChoice::Mode::List || choice.contains(index);
}

/// Whether a step of a side holds every layer and head of the window, and every row.
bool holds(const MapCoverage &coverage, const RunManifest &manifest, const CaptureWindow &window,
           std::size_t rows)
{
    if (coverage.labels.size() < rows)
        return false;
    for (int layer = 0; layer < manifest.blocks; ++layer) {
        for (int head = 0; wants(window.layers, layer) && head < manifest.heads; ++head) {
            if (wants(window.heads, head) && !coverage.has(layer, head))
                return false;
        }
    }
    return true;
}

/// Words with tokens, tokens of their own, end and pads: what a whole capture keeps.
std::size_t allRows(const RunManifest &manifest)
{
    std::size_t out = 1; // end
    for (const Word &word : manifest.tokens.words)
        out += word.tokens.empty() ? 0 : 1;
    const auto &owner = manifest.tokens.wordOfToken;
    const auto lone = std::count(owner.begin(), owner.end(), -1);
    out += static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, lone - 1)); // `</s>` is the end
    return out + (static_cast<int>(manifest.tokens.ids.size()) < manifest.tokens.limit ? 1 : 0);
}

int chosen(const IndexChoice &choice, int count)
{
    return choice.mode == IndexChoice::Mode::List ? static_cast<int>(choice.list.size()) : count;
}

} // namespace

bool reweights(const Recipe &recipe, Side side, int step)
{
    const SideOptions &options = recipe.side(side);
    return options.at(Option::S, step) != 0.0 || options.at(Option::Gamma, step) != 0.0 ||
           options.value(Option::EndWeight) != 1.0 || options.value(Option::PadWeight) != 1.0 ||
           options.wordWeights;
}

CaptureWindow missingWindow(const RunFolder &run, const CaptureSummary &summary,
                            const CaptureWindow &window)
{
    const RunManifest &manifest = run.manifest();
    const std::size_t rows = allRows(manifest);
    CaptureWindow out = window;
    out.words = CaptureWindow::Words::All;
    out.steps = {IndexChoice::Mode::List, {}};
    for (int step = 0; step < manifest.recipe.steps; ++step) {
        bool missing = false;
        for (const Side side : kSides) {
            const auto &stored = summary.steps[side == Side::A ? 0 : 1];
            const auto found = stored.find(step);
            missing = missing ||
                      (manifest.recipe.runs(side) && step < manifest.side(side).stepsDone &&
                       (found == stored.end() || !holds(found->second, manifest, window, rows)));
        }
        if (missing && wants(window.steps, step))
            out.steps.list.push_back(step);
    }
    return out;
}

CaptureCost captureCost(const RunFolder &run, const CaptureWindow &window)
{
    const RunManifest &manifest = run.manifest();
    const auto cells = static_cast<std::uint64_t>(manifest.grid[0]) *
                       static_cast<std::uint64_t>(manifest.grid[1]) *
                       static_cast<std::uint64_t>(manifest.grid[2]);
    const std::uint64_t maps = static_cast<std::uint64_t>(chosen(window.layers, manifest.blocks)) *
                               static_cast<std::uint64_t>(chosen(window.heads, manifest.heads)) *
                               allRows(manifest);
    CaptureCost out;
    for (const Side side : kSides) {
        for (const int step : window.steps.list) {
            if (!manifest.recipe.runs(side) || step >= manifest.side(side).stepsDone)
                continue;
            const std::uint64_t kinds = reweights(manifest.recipe, side, step) ? 2 : 1;
            out.bytes += maps * cells * sizeof(std::uint16_t) * kinds;
            if (const auto metrics = run.readMetrics(side, step))
                out.seconds += metrics->seconds;
        }
    }
    return out;
}

} // namespace dare
