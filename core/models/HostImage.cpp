#include "core/models/HostImage.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

namespace dare
{
namespace
{

constexpr std::size_t kLeastPiece = std::size_t{1} << 20U;

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

} // namespace dare
