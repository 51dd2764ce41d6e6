#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Recipe.h"

#include <cstdint>
#include <optional>

namespace dare
{

/// Query grid of a clip: map frames, rows, columns.
[[nodiscard]] std::vector<int> mapGrid(const ModelInfo &model, const ClipSize &size);
/// Latent shape C,F,Y,X of a clip.
[[nodiscard]] std::vector<std::int64_t> latentShape(const ModelInfo &model, const ClipSize &size);

/// What a run writes and needs, before it starts. Bytes.
struct MemoryPlan {
    MemoryMode mode = MemoryMode::Resident;
    std::uint64_t mapBytes = 0;   ///< on disk, both sides, if every step reweights
    std::uint64_t stateBytes = 0; ///< noise and step files on disk, both sides
    std::uint64_t weightBytes = 0;
    std::uint64_t peakBytes = 0;   ///< at the peak: of the process, or on the card
    std::uint64_t decodeBytes = 0; ///< of that, while a VAE decodes
    bool tiledDecode = false;      ///< the clip does not fit whole: decode in tiles
    bool residentText = false;     ///< a large text encoder fits on the card beside all of that
};

/// Whether a text encoder is held in bf16 and not loaded for every run: umT5-xxl is.
[[nodiscard]] bool isLargeTextEncoder(std::uint64_t parameters);

/// @param rows rows of the maps that will be kept
/// @param available bytes of the recipe's device, from freeBytes(); 0: not known
[[nodiscard]] MemoryPlan planMemory(const Recipe &recipe, const ModelInfo &model, int rows,
                                    MemoryMode mode, std::uint64_t available);

/// Picks the first mode that fits into what is available; the last one if none does.
[[nodiscard]] MemoryMode chooseMemoryMode(const Recipe &recipe, const ModelInfo &model, int rows,
                                          std::uint64_t available);

/// The mode to try after `mode` ran out of memory.
[[nodiscard]] std::optional<MemoryMode> nextMemoryMode(MemoryMode mode);

} // namespace dare
