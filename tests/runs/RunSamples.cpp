#include "RunSamples.h"

#include <span>

using namespace dare;

namespace samples
{

RunManifest manifest()
{
    RunManifest manifest;
    manifest.recipe.prompt = "a turtle next to a rocket";
    manifest.recipe.seed = 42;
    manifest.recipe.a.variant = "plain";
    manifest.recipe.b.variant = "dare";
    manifest.recipe.b.value(Option::Lambda) = 0.5;
    manifest.recipe.b.value(Option::S) = 1.0;
    manifest.noiseSha256 = "ab12";
    manifest.densitySource = "semantic_density.json";
    manifest.tokens.ids = {5, 6, 1};
    manifest.tokens.pieces = {"▁turtle", "▁rocket", "</s>"};
    manifest.tokens.wordOfToken = {1, 5, -1};
    const std::vector<std::pair<const char *, double>> words{
        {"a", 0.02}, {"turtle", 0.9}, {"next", 0.3}, {"to", 0.1}, {"a", 0.02}, {"rocket", 0.8}};
    for (const auto &[text, rho] : words) {
        Word word;
        word.text = text;
        word.label = text;
        word.rho = rho;
        word.weight = 1.2;
        word.begin = static_cast<int>(manifest.tokens.words.size());
        word.end = word.begin + 3;
        word.rhoOverridden = rho > 0.5;
        word.known = rho > 0.05;
        word.tokens = {0, 1};
        manifest.tokens.words.push_back(word);
    }
    manifest.tokens.limit = 32;
    manifest.tokens.untruncatedCount = 3;
    manifest.tokens.cleaned = manifest.recipe.prompt;
    manifest.negativeTokens.ids = {1};
    manifest.rows = {{"turtle", {0}, 1}, {"rocket", {1}, 5}, {"end", {2}, -1}};
    manifest.sigmas = {1.0, 0.5, 0.0};
    manifest.fps = 12.5;
    manifest.blocks = 6;
    manifest.heads = 4;
    manifest.grid = {4, 16, 16};
    manifest.environment = {{"device", "cpu"}, {"threads", "2"}};
    manifest.a.variant = "plain";
    manifest.b.variant = "dare";
    manifest.b.modelHash = "ff00";
    manifest.a.neglected = {"rocket"};
    return manifest;
}

StepMetrics metrics(int step)
{
    StepMetrics metrics;
    metrics.step = step;
    metrics.blocks = 2;
    metrics.tokens = 3;
    const auto base = static_cast<float>(step);
    metrics.massBefore = {base, base + 0.1F, base + 0.2F, base + 0.3F, base + 0.4F, base + 0.5F};
    metrics.massAfter = {1, 2, 3, 4, 5, base};
    metrics.normBefore = {0.25F, base};
    metrics.normAfter = {0.5F, base};
    metrics.consistency = {0.99F, -base};
    metrics.wordConsistency = {1, 2, 3, base};
    metrics.share = {1.5F, 0.5F};
    metrics.seconds = 0.125 + step;
    return metrics;
}

Result<void> writeStep(const RunFolder &run, Side side, int step, std::size_t latents)
{
    const std::vector<float> x(latents, static_cast<float>(step));
    StepRecord record;
    record.metrics = metrics(step);
    record.state.push_back(
        {"x", DType::F32, {static_cast<std::int64_t>(latents)}, std::as_bytes(std::span(x))});
    record.scalars["order"] = "2";
    return run.writeStep(side, step, record);
}

} // namespace samples
