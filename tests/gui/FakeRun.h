#pragma once

#include "core/types/RunEvent.h"

#include <algorithm>
#include <memory>
#include <string>

namespace dare
{

/// Events of a run that nobody samples: clips whose pixels hold side, step and frame.
class FakeRun
{
public:
    explicit FakeRun(RunId id, int steps = 4, int frames = 16) : m_id(id), m_frames(frames)
    {
        m_recipe.prompt = "a turtle";
        m_recipe.steps = steps;
        m_recipe.seed = 7;
        m_recipe.size = {8, 8, frames};
        m_recipe.b.value(Option::S) = 1.0;
    }

    Recipe &recipe() { return m_recipe; }
    [[nodiscard]] std::string path() const
    {
        return "/runs/2026-11-24T03-12-55_turtle_" + std::to_string(m_id);
    }
    [[nodiscard]] RunStarted started(int firstStep = 0) const
    {
        RunStarted out;
        out.run = m_id;
        out.path = path();
        out.recipe = m_recipe;
        Word a;
        a.text = a.label = "a";
        a.tokens = {0};
        Word turtle;
        turtle.text = turtle.label = "turtle";
        turtle.rho = 0.8;
        turtle.tokens = {1};
        out.tokens.words = {a, turtle};
        out.tokens.ids = {5, 6, 1};
        out.tokens.pieces = {"a", "turtle", "</s>"};
        out.tokens.wordOfToken = {0, 1, -1};
        out.tokens.limit = 4;
        out.rows = {{"a", {0}, 0}, {"turtle", {1}, 1}, {"end", {2}, -1}, {"pads", {3}, -1}};
        for (int i = 0; i <= m_recipe.steps; ++i)
            out.sigmas.push_back(1.0 - static_cast<double>(i) / m_recipe.steps);
        out.noiseHash = "dc5a00000000000000005ffa";
        out.densitySource = "test";
        out.firstStep = firstStep;
        return out;
    }
    [[nodiscard]] StepDone stepDone(Side side, int step) const
    {
        StepDone out;
        out.run = m_id;
        out.side = side;
        out.totalSteps = m_recipe.steps;
        out.metrics.step = step;
        out.metrics.blocks = 1;
        out.metrics.tokens = 4;
        out.metrics.massBefore = out.metrics.massAfter = {0.1F, 0.2F, 0.3F, 0.4F};
        out.metrics.seconds = 0.5;
        return out;
    }
    [[nodiscard]] std::shared_ptr<const Clip> clip(Side side, int step) const
    {
        auto out = std::make_shared<Clip>();
        out->width = out->height = 8;
        out->frames = m_frames;
        out->rgb.resize(out->frameBytes() * static_cast<std::size_t>(m_frames));
        for (int frame = 0; frame < m_frames; ++frame) {
            std::uint8_t *pixels =
                out->rgb.data() + out->frameBytes() * static_cast<std::size_t>(frame);
            for (std::size_t i = 0; i < out->frameBytes(); i += 3) {
                pixels[i] = side == Side::A ? 40 : 200;
                pixels[i + 1] = static_cast<std::uint8_t>(10 * step);
                pixels[i + 2] = static_cast<std::uint8_t>(10 * frame);
            }
        }
        return out;
    }
    [[nodiscard]] Preview preview(Side side, int step) const
    {
        return {m_id, side, step, clip(side, step)};
    }
    [[nodiscard]] SideFinished sideFinished(Side side) const
    {
        return {m_id, side, "18726d51e32e", clip(side, m_recipe.steps)};
    }
    [[nodiscard]] RunFinished finished() const { return {m_id, path(), 2.0}; }
    [[nodiscard]] RunCancelled cancelled(int done) const
    {
        return {m_id, path(), done, m_recipe.steps};
    }
    [[nodiscard]] RunFailed failed() const
    {
        return {m_id, path(),
                Error{ErrorCode::Io, "the disk is full; free some space and resume", "/runs"}};
    }

private:
    RunId m_id;
    int m_frames;
    Recipe m_recipe;
};

} // namespace dare
