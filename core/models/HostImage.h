#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
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

} // namespace dare
