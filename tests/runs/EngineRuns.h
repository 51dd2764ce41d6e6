#pragma once

#include "core/runs/Engine.h"
#include "core/runs/RunFolder.h"

#include <QString>
#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <vector>

/// Small runs of the embedded model: 24x24 pixels and 4 frames make 16 query tokens.
namespace engine_runs
{

/// 16 query tokens are too few to share: two threads would wait for one another.
inline const dare::Engine::Options kOneThread{1, nullptr};

/// A: plain; B: the method with everything on, gamma included. f32 on the CPU, maps of all words.
[[nodiscard]] dare::Recipe recipe(int steps);

/// Keeps the events of a run.
struct Recorder {
    std::vector<dare::RunEvent> events;

    [[nodiscard]] dare::EventSink sink()
    {
        return [this](dare::RunEvent event) { events.push_back(std::move(event)); };
    }
    template <typename Event> [[nodiscard]] std::vector<Event> all() const
    {
        std::vector<Event> out;
        for (const dare::RunEvent &event : events) {
            if (const auto *found = std::get_if<Event>(&event))
                out.push_back(*found);
        }
        return out;
    }
    /// One letter and step an event: "S A0m A0 ... F", previews and logs left out.
    [[nodiscard]] QString story() const;
};

/// Runs a recipe to its end. @return the run, or what went wrong
[[nodiscard]] dare::Result<dare::RunFolder> run(dare::Engine &engine, const dare::Recipe &recipe,
                                                const QTemporaryDir &runs);
[[nodiscard]] dare::Result<dare::RunFolder> resume(dare::Engine &engine,
                                                   const std::filesystem::path &run);

/// Bytes of every tensor of every step, of every map and of the noise, both sides.
/// @return what differs, empty where nothing does
[[nodiscard]] QString difference(const dare::RunFolder &a, const dare::RunFolder &b);

[[nodiscard]] std::filesystem::path pathOf(const QTemporaryDir &folder);

} // namespace engine_runs
