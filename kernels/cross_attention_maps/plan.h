#pragma once

#include "kernels/cross_attention_maps/op_cuda.h"

#include <cstddef>

/// Which kernel takes a shape on the current card, and how the work is cut.
namespace dare::kernels::cuda
{

enum class Path { FewKeys, ManyKeys, FewKeysHopper, ManyKeysHopper };

/// How a text is packed. @see text.cu
struct TextShape {
    Path path = Path::FewKeys;
    int padded = 0; ///< keys with padding
    int groups = 0; ///< of 32 channels, with padding
    [[nodiscard]] bool onHopper() const
    {
        return path == Path::FewKeysHopper || path == Path::ManyKeysHopper;
    }
    [[nodiscard]] std::size_t side() const ///< of 16 bytes: one head's keys, or its values
    {
        return static_cast<std::size_t>(padded) * 4 * static_cast<std::size_t>(groups);
    }
};
[[nodiscard]] TextShape textShape(int channels, int keys);

/// Tiles of queries, and groups of heads where tiles alone do not fill the card.
struct Plan {
    TextShape text;
    int tile = 0, tiles = 0, groups = 1, headsPerGroup = 0;
    std::size_t mapFloats = 0; ///< of one mean map
    bool needsParts = false;   ///< several groups of heads share a map
    [[nodiscard]] int readings() const { return 3 * text.padded + 3; } ///< of one block
    [[nodiscard]] std::size_t partials() const ///< floats that the blocks leave behind
    {
        return static_cast<std::size_t>(tiles) * static_cast<std::size_t>(groups) *
               static_cast<std::size_t>(readings());
    }
    [[nodiscard]] std::size_t parts() const ///< floats of the groups' maps
    {
        return needsParts ? static_cast<std::size_t>(groups) * 2 * mapFloats : 0;
    }
};
[[nodiscard]] Plan planFor(const CrossAttentionCuda &op);

/// An error of the runtime as a result; 0 is none.
[[nodiscard]] Result<void> asResult(int error, const char *what);

/// Adds up what blocks and groups of heads left behind: readings and mean maps, one launch.
/// @return cudaError_t
int finish(const CrossAttentionCuda &op, const Plan &plan, void *stream);

} // namespace dare::kernels::cuda
