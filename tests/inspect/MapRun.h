#pragma once

#include "core/runs/RunFolder.h"
#include "core/tensors/SafeTensors.h"

#include <QTemporaryDir>
#include <QTest>

#include <bit>
#include <cstring>
#include <functional>
#include <memory>

namespace dare
{

/// A run of both sides, 2 blocks, 2 heads, grid 2 x 4 x 4, rows "turtle", "rocket", "end", "pads".
class MapRun
{
public:
    static constexpr int kBlocks = 2;
    static constexpr int kHeads = 2;
    static constexpr int kFrames = 2;
    static constexpr int kSide = 4;
    static constexpr int kSteps = 3;
    /// p of a cell: row, block, head, frame, y, x
    using Level = std::function<double(int, int, int, int, int, int)>;

    MapRun()
    {
        RunManifest manifest;
        manifest.rows = {
            {"turtle", {0}, 0}, {"rocket", {1}, 1}, {"end", {2}, -1}, {"pads", {3}, -1}};
        for (int i = 0; i < 2; ++i) {
            Word word;
            word.text = word.label = i == 0 ? "turtle" : "rocket";
            word.rho = 0.8;
            word.tokens = {i};
            manifest.tokens.words.push_back(word);
        }
        manifest.tokens.ids = {5, 6, 1};
        manifest.tokens.wordOfToken = {0, 1, -1};
        manifest.tokens.limit = 4;
        manifest.grid = {kFrames, kSide, kSide};
        manifest.blocks = kBlocks;
        manifest.heads = kHeads;
        manifest.recipe.steps = kSteps;
        manifest.recipe.prompt = "turtle rocket";
        manifest.recipe.size = {8, 8, kFrames};
        manifest.recipe.capture.heads = {IndexChoice::Mode::All, {}};
        manifest.recipe.b.value(Option::S) = 1.0;
        auto made = RunFolder::create(m_folder.path().toStdString() + "/runs", manifest);
        if (!made)
            qFatal("%s", made.error().text().c_str());
        run = *std::move(made);
    }

    /// @param heads kHeads, or 1: their mean @param after null: equals before
    void writeMaps(Side side, int step, int heads, const Level &before, const Level &after = {})
    {
        std::vector<std::unique_ptr<std::vector<std::uint16_t>>> kept;
        std::vector<TensorView> views;
        for (int block = 0; block < kBlocks; ++block) {
            for (const auto &[name, level] :
                 {std::pair{".cond.before", &before}, std::pair{".cond.after", &after}}) {
                if (!*level)
                    continue;
                auto &values = *kept.emplace_back(std::make_unique<std::vector<std::uint16_t>>());
                for (int i = 0; i < heads * 4 * kFrames * kSide * kSide; ++i) {
                    const int cell = i % (kFrames * kSide * kSide);
                    const int row = i / (kFrames * kSide * kSide) % 4;
                    const int head = i / (kFrames * kSide * kSide * 4);
                    values.push_back(half((*level)(row, block, head, cell / (kSide * kSide),
                                                   cell / kSide % kSide, cell % kSide)));
                }
                views.push_back({"block." + std::to_string(block) + name,
                                 DType::F16,
                                 {heads, 4, kFrames, kSide, kSide},
                                 std::as_bytes(std::span(values))});
            }
        }
        const auto written = writeSafeTensors(run.mapsFile(side, step), views,
                                              {{"heads", heads == 1 ? "mean" : "all"}});
        QVERIFY2(written, written ? "" : written.error().text().c_str());
    }

    /// @param masses [blocks, 4 tokens] @param cos [blocks, 2 words]
    void writeStep(Side side, int step, const std::vector<float> &masses,
                   const std::vector<float> &shares, const std::vector<float> &cos)
    {
        StepRecord record;
        record.metrics.step = step;
        record.metrics.blocks = kBlocks;
        record.metrics.tokens = 4;
        record.metrics.massBefore = record.metrics.massAfter = masses;
        record.metrics.share = shares;
        record.metrics.wordConsistency = cos;
        record.metrics.seconds = 0.5;
        const auto written = run.writeStep(side, step, record);
        QVERIFY2(written, written ? "" : written.error().text().c_str());
    }

    /// Reads the folder again: steps are counted when it is opened.
    void reopen()
    {
        auto again = RunFolder::open(run.path());
        QVERIFY(again);
        run = *std::move(again);
    }

    /// f16 of a value that it holds exactly or nearly.
    static std::uint16_t half(double value)
    {
        if (value <= 0.0)
            return 0;
        const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
        const int exponent = static_cast<int>(bits >> 23U) - 127 + 15;
        if (exponent <= 0)
            return 0;
        return static_cast<std::uint16_t>((static_cast<std::uint32_t>(exponent) << 10U) |
                                          ((bits >> 13U) & 0x3FFU));
    }

    RunFolder run;

private:
    QTemporaryDir m_folder;
};

} // namespace dare
