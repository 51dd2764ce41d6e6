#pragma once

#include "core/models/HostLayers.h"

#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <array>
#include <memory>
#include <optional>

namespace dare
{

/// Layers in host memory, two at a time on the device: layer i is used while layer i + 1 is copied
/// by a second stream. @thread one at a time
class LayerStream
{
public:
    enum class Order {
        Once,    ///< from the first layer to the last
        Repeated ///< over and over: after the last one comes the first
    };
    /// Room for two layers is taken here, and given back with the stream.
    LayerStream(std::shared_ptr<const HostLayers> layers, const at::Device &device, Order order);

    [[nodiscard]] std::size_t size() const { return m_layers->size(); }
    /// A layer, ready for work on the current stream; begins to copy the next one. What is built
    /// from it is valid until the next but one is asked for.
    [[nodiscard]] std::unique_ptr<Weights> use(std::size_t index);

private:
    struct Slot {
        at::Tensor bytes; ///< on the device
        std::optional<std::size_t> holds;
        std::optional<c10::Event> copied;
    };
    void fill(Slot &slot, std::size_t index);

    std::shared_ptr<const HostLayers> m_layers;
    at::Device m_device;
    Order m_order;
    std::array<Slot, 2> m_slots;
    std::size_t m_inUse = 0; ///< slot
    std::optional<c10::Stream> m_copies;
};

} // namespace dare
