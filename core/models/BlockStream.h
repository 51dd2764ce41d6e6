#pragma once

#include "core/models/TransformerBlock.h"

#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// Bytes in host memory that a card copies from without a detour. Pinned memory is handed out in
/// powers of two, so a large piece is put together from several.
class HostImage
{
public:
    HostImage() = default;
    /// @param pinned for a card; ordinary memory otherwise, or where no more can be pinned
    HostImage(std::size_t bytes, bool pinned);
    void write(std::size_t offset, const at::Tensor &tensor);
    /// Onto the current stream. @param target [bytes] u8 on the device
    void copyTo(at::Tensor &target) const;

private:
    std::vector<at::Tensor> m_pieces;
};

/// Blocks in host memory, two at a time on the device. Block i is used while block i + 1 is copied
/// by a second stream. @thread one at a time
class BlockStream
{
public:
    /// @error as Weights; allocation failures throw
    [[nodiscard]] static Result<std::shared_ptr<BlockStream>>
    load(const SafeTensorsFolder &files, const std::string &part, const TransformerConfig &config,
         at::Device device, ProductOptions options, const LoadProgress &progress);

    [[nodiscard]] std::size_t size() const { return m_blocks.size(); }
    /// The block, ready for work on the current stream; begins to copy the next one.
    [[nodiscard]] const TransformerBlock &use(std::size_t index);

    /// Where a tensor lies within a block.
    struct Place {
        std::size_t offset = 0;
        std::vector<std::int64_t> shape;
        at::ScalarType dtype = at::kFloat;
    };
    using Layout = std::map<std::string, Place>; ///< by the name after "blocks.N."

private:
    struct Slot {
        at::Tensor bytes; ///< on the device
        std::optional<std::size_t> holds;
        std::optional<c10::Event> copied;
        TransformerBlock block;
    };
    void fill(Slot &slot, std::size_t index);

    TransformerConfig m_config;
    at::Device m_device = at::kCPU;
    ProductOptions m_options{at::kFloat};
    Layout m_layout;
    std::size_t m_bytes = 0; ///< of a block
    std::vector<HostImage> m_blocks;
    std::array<Slot, 2> m_slots;
    std::size_t m_inUse = 0; ///< slot
    std::optional<c10::Stream> m_copies;
};

} // namespace dare
