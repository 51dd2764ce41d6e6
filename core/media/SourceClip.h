#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Frame.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace dare
{

/// A clip to compare, by the text that names it: `RUN:a` or `RUN:b` (one side of a run), a video
/// file, or a folder of pictures.
struct SourceName {
    std::filesystem::path path;
    std::optional<Side> side; ///< of a run; none: a video or pictures

    [[nodiscard]] std::string text() const;
    bool operator==(const SourceName &) const = default;
};

/// @return what a text names; whether it exists is not asked
[[nodiscard]] SourceName sourceName(const std::string &text);

/// A source as it was read.
struct SourceClip {
    SourceName name;
    std::shared_ptr<const Clip> clip;
    std::shared_ptr<const RunFolder> run; ///< of a run's side; else null
    std::optional<Recipe> recipe;         ///< of the run, from inside the video, or beside the pictures
    std::string title;                    ///< "turtle and rocket · DARE", or the file's name
    std::string preset;                   ///< for labels: "DARE", or the file's name
    std::string settings;                 ///< "λ 0.60  s 1.00", or size and frames
};

/// Reads a source whole.
/// @param maxBytes of pixels; more is refused
/// @error NotFound (no such file, no frames yet), InvalidInput (damaged, no video, no pictures),
///        OutOfMemory (larger than maxBytes: what to do) @thread any
[[nodiscard]] Result<SourceClip> readSource(const SourceName &name, std::size_t maxBytes);

/// Reads the pictures of a folder in the order of their names, numbers by value: `2.png` before
/// `10.png`. All must have one size.
/// @error NotFound, InvalidInput, OutOfMemory
[[nodiscard]] Result<Clip> readPictures(const std::filesystem::path &folder, double fps,
                                        std::size_t maxBytes);

} // namespace dare
