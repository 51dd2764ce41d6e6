#include "core/models/BlockStream.h"

#include <ATen/ATen.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <cstring>

namespace dare
{
namespace
{

constexpr std::size_t kAlignment = 256;
constexpr std::size_t kLeastPiece = std::size_t{1} << 20U;

std::string prefixOf(std::size_t index)
{
    return "blocks." + std::to_string(index) + ".";
}

/// Notes what a block asks for, and gives it shapes without values.
class AskedFor final : public Weights
{
public:
    AskedFor() : Weights("transformer block", at::kMeta) {}
    at::Tensor get(const std::string &name, std::vector<std::int64_t> shape,
                   at::ScalarType dtype) override
    {
        at::Tensor empty = at::empty(shape, at::TensorOptions(dtype).device(at::kMeta));
        m_tensors.emplace_back(name, std::move(shape));
        return empty;
    }
    [[nodiscard]] const auto &tensors() const { return m_tensors; }

private:
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> m_tensors;
};

/// Hands a block the tensors that lie in one piece of memory, without copies.
class FromBytes final : public Weights
{
public:
    FromBytes(const at::Tensor &bytes, const BlockStream::Layout &layout, std::string prefix)
        : Weights("transformer block", bytes.device()),
          m_bytes(bytes),
          m_layout(layout),
          m_prefix(std::move(prefix))
    {
    }
    at::Tensor get(const std::string &name, std::vector<std::int64_t> shape,
                   at::ScalarType /*as stored*/) override
    {
        const BlockStream::Place &place = m_layout.at(name.substr(m_prefix.size()));
        std::int64_t bytes = static_cast<std::int64_t>(c10::elementSize(place.dtype));
        for (const std::int64_t size : shape)
            bytes *= size;
        return m_bytes.narrow(0, static_cast<std::int64_t>(place.offset), bytes)
            .view(place.dtype)
            .view(shape);
    }

private:
    const at::Tensor &m_bytes;
    const BlockStream::Layout &m_layout;
    std::string m_prefix;
};

/// Norms and tables are f32 in every precision, as diffusers stores them.
at::ScalarType dtypeOf(const std::string &name, at::ScalarType products)
{
    const bool wide = name.find("norm") != std::string::npos || name.ends_with("scale_shift_table");
    return wide ? at::kFloat : products;
}

} // namespace

HostImage::HostImage(std::size_t bytes, bool pinned)
{
    for (std::size_t left = bytes; left > 0;) {
        std::size_t piece = kLeastPiece;
        while (2 * piece <= left)
            piece *= 2;
        piece = std::min(piece, left);
        const auto size = static_cast<std::int64_t>(piece);
        try {
            m_pieces.push_back(
                at::empty({size}, at::TensorOptions(at::kByte).pinned_memory(pinned)));
        } catch (const std::exception &) {
            // The system limits what may be pinned; copies from other memory are only slower.
            m_pieces.push_back(at::empty({size}, at::TensorOptions(at::kByte)));
            pinned = false;
        }
        left -= piece;
    }
}

void HostImage::write(std::size_t offset, const at::Tensor &tensor)
{
    const auto *source = static_cast<const std::byte *>(tensor.const_data_ptr());
    std::size_t left = tensor.nbytes();
    for (at::Tensor &piece : m_pieces) {
        const std::size_t size = piece.nbytes();
        if (offset >= size) {
            offset -= size;
            continue;
        }
        const std::size_t part = std::min(left, size - offset);
        std::memcpy(piece.data_ptr<std::uint8_t>() + offset, source, part);
        source += part;
        left -= part;
        offset = 0;
        if (left == 0)
            return;
    }
}

void HostImage::copyTo(at::Tensor &target) const
{
    std::int64_t offset = 0;
    for (const at::Tensor &piece : m_pieces) {
        target.narrow(0, offset, piece.numel()).copy_(piece, true);
        offset += piece.numel();
    }
}

Result<std::shared_ptr<BlockStream>> BlockStream::load(const SafeTensorsFolder &files,
                                                       const std::string &part,
                                                       const TransformerConfig &config,
                                                       at::Device device, ProductOptions options,
                                                       const LoadProgress &progress)
{
    const auto out = std::make_shared<BlockStream>();
    out->m_config = config;
    out->m_device = device;
    out->m_options = options;
    AskedFor asked;
    const TransformerBlock shapes(asked, config, 0, options);
    for (const auto &[name, shape] : asked.tensors()) {
        const std::string inside = name.substr(prefixOf(0).size());
        const at::ScalarType dtype = dtypeOf(inside, options.dtype);
        std::size_t bytes = c10::elementSize(dtype);
        for (const std::int64_t size : shape)
            bytes *= static_cast<std::size_t>(size);
        out->m_layout[inside] = {out->m_bytes, shape, dtype};
        out->m_bytes += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    }
    Weights weights(files, part, at::kCPU, progress);
    for (std::size_t i = 0; i < static_cast<std::size_t>(config.layers); ++i) {
        HostImage &image = out->m_blocks.emplace_back(out->m_bytes, !device.is_cpu());
        for (const auto &[name, place] : out->m_layout) {
            const at::Tensor tensor = weights.get(prefixOf(i) + name, place.shape, place.dtype);
            if (auto checked = weights.result(); !checked)
                return tl::unexpected(checked.error());
            image.write(place.offset, tensor.contiguous());
        }
    }
    if (!device.is_cpu())
        out->m_copies = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
    for (Slot &slot : out->m_slots) {
        slot.bytes = at::empty({static_cast<std::int64_t>(out->m_bytes)},
                               at::TensorOptions(at::kByte).device(device));
        // The copy of a block that nobody came for may outlive this object.
        if (out->m_copies)
            slot.bytes.record_stream(*out->m_copies);
    }
    return out;
}

void BlockStream::fill(Slot &slot, std::size_t index)
{
    slot.holds = index;
    if (!m_copies) {
        m_blocks[index].copyTo(slot.bytes);
        return;
    }
    // What was computed with the slot's old content has been launched by now; the copy waits for
    // it.
    const c10::impl::VirtualGuardImpl device(m_device.type());
    c10::Event launched(m_device.type());
    launched.record(device.getStream(m_device));
    launched.block(*m_copies);
    const c10::StreamGuard guard(*m_copies);
    m_blocks[index].copyTo(slot.bytes);
    slot.copied.emplace(m_device.type());
    slot.copied->record(*m_copies);
}

const TransformerBlock &BlockStream::use(std::size_t index)
{
    std::size_t which = 1 - m_inUse;
    if (m_slots[m_inUse].holds == index)
        which = m_inUse;
    Slot &slot = m_slots[which];
    if (slot.holds != index)
        fill(slot, index);
    m_inUse = which;
    if (slot.copied)
        slot.copied->block(c10::impl::VirtualGuardImpl(m_device.type()).getStream(m_device));
    FromBytes weights(slot.bytes, m_layout, prefixOf(index));
    slot.block = TransformerBlock(weights, m_config, static_cast<int>(index), m_options);
    Slot &other = m_slots[1 - which];
    const std::size_t next = (index + 1) % m_blocks.size();
    if (other.holds != next && next != index)
        fill(other, next);
    return slot.block;
}

} // namespace dare
