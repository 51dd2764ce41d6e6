#include "core/runs/PreviewBench.h"

#include "core/runs/Engine.h"

#include <chrono>

namespace dare
{

Result<std::vector<double>> benchPreviews(const PreviewBenchOptions &options)
{
    Engine::Options engineOptions;
    engineOptions.threads = options.threads;
    Engine engine(std::move(engineOptions));
    Recipe recipe;
    recipe.prompt = "a hedgehog bounces next to a cat in the snow";
    recipe.device = options.device;
    constexpr double kStrongest = 2.0;
    std::vector<double> seconds;
    // The first one has everything to compute, and is the warm-up.
    for (int change = 0; change <= options.changes; ++change) {
        recipe.b.value(Option::S) = kStrongest * (change + 1) / (options.changes + 1);
        const RunControl control;
        const auto start = std::chrono::steady_clock::now();
        const auto picture = engine.livePreview({recipe, options.steps, 1}, control);
        if (!picture)
            return tl::unexpected(picture.error());
        if (change > 0)
            seconds.push_back(
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return seconds;
}

} // namespace dare
