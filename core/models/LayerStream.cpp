#include "core/models/LayerStream.h"

#include <ATen/ATen.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <utility>

namespace dare
{

LayerStream::LayerStream(std::shared_ptr<const HostLayers> layers, const at::Device &device,
                         Order order)
    : m_layers(std::move(layers)), m_device(device), m_order(order)
{
    if (!device.is_cpu())
        m_copies = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
    for (Slot &slot : m_slots) {
        slot.bytes = at::empty({static_cast<std::int64_t>(m_layers->bytesOfLayer())},
                               at::TensorOptions(at::kByte).device(device));
        // The copy of a layer that nobody came for may outlive this object.
        if (m_copies)
            slot.bytes.record_stream(*m_copies);
    }
}

void LayerStream::fill(Slot &slot, std::size_t index)
{
    slot.holds = index;
    if (!m_copies) {
        m_layers->copyTo(slot.bytes, index);
        return;
    }
    // What was computed with the slot's old content has been launched by now; the copy waits for
    // it.
    const c10::impl::VirtualGuardImpl device(m_device.type());
    c10::Event launched(m_device.type());
    launched.record(device.getStream(m_device));
    launched.block(*m_copies);
    const c10::StreamGuard guard(*m_copies);
    m_layers->copyTo(slot.bytes, index);
    slot.copied.emplace(m_device.type());
    slot.copied->record(*m_copies);
}

std::unique_ptr<Weights> LayerStream::use(std::size_t index)
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
    Slot &other = m_slots[1 - which];
    const std::size_t next = (index + 1) % size();
    const bool wanted = next > index || m_order == Order::Repeated;
    if (wanted && other.holds != next && next != index)
        fill(other, next);
    return m_layers->weightsIn(slot.bytes, index);
}

} // namespace dare
