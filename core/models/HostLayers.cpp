#include "core/models/HostLayers.h"

#include <ATen/ATen.h>

#include <utility>

namespace dare
{
namespace
{

constexpr std::size_t kAlignment = 256;

struct Asked {
    std::string name;
    std::vector<std::int64_t> shape;
    at::ScalarType dtype;
};

/// Notes what a layer asks for, and gives it shapes without values.
class AskedFor final : public Weights
{
public:
    AskedFor() : Weights("layer", at::kMeta) {}
    at::Tensor get(const std::string &name, std::vector<std::int64_t> shape,
                   at::ScalarType dtype) override
    {
        at::Tensor empty = at::empty(shape, at::TensorOptions(dtype).device(at::kMeta));
        m_tensors.push_back({name, std::move(shape), dtype});
        return empty;
    }
    [[nodiscard]] const std::vector<Asked> &tensors() const { return m_tensors; }

private:
    std::vector<Asked> m_tensors;
};

/// Hands a layer the tensors that lie in one piece of memory, without copies.
class FromBytes final : public Weights
{
public:
    FromBytes(const at::Tensor &bytes, const HostLayers::Layout &layout, std::string prefix)
        : Weights("layer", bytes.device()),
          m_bytes(bytes),
          m_layout(layout),
          m_prefix(std::move(prefix))
    {
    }
    at::Tensor get(const std::string &name, std::vector<std::int64_t> shape,
                   at::ScalarType dtype) override
    {
        const HostLayers::Place &place = m_layout.at(name.substr(m_prefix.size()));
        TORCH_CHECK(place.dtype == dtype, "a layer asks for another dtype than it did: ", name);
        std::int64_t bytes = static_cast<std::int64_t>(c10::elementSize(dtype));
        for (const std::int64_t size : shape)
            bytes *= size;
        return m_bytes.narrow(0, static_cast<std::int64_t>(place.offset), bytes)
            .view(dtype)
            .view(shape);
    }

private:
    at::Tensor m_bytes;
    const HostLayers::Layout &m_layout;
    std::string m_prefix;
};

} // namespace

std::string HostLayers::prefixOf(std::size_t index) const
{
    return m_prefix + std::to_string(index) + ".";
}

void HostLayers::layOut(const Description &layers)
{
    AskedFor asked;
    layers.read(asked);
    for (const auto &[name, shape, dtype] : asked.tensors()) {
        std::size_t bytes = c10::elementSize(dtype);
        for (const std::int64_t size : shape)
            bytes *= static_cast<std::size_t>(size);
        m_layout[name.substr(prefixOf(0).size())] = {m_bytes, shape, dtype};
        m_bytes += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    }
}

Result<std::shared_ptr<const HostLayers>>
HostLayers::load(const SafeTensorsFolder &files, const std::string &part, const Description &layers,
                 const at::Device &device, const LoadProgress &progress)
{
    const auto out = std::make_shared<HostLayers>();
    out->m_prefix = layers.prefix;
    out->layOut(layers);
    Weights weights(files, part, at::kCPU, progress);
    for (std::size_t i = 0; i < static_cast<std::size_t>(layers.layers); ++i) {
        HostImage &image = out->m_layers.emplace_back(out->m_bytes, !device.is_cpu());
        for (const auto &[name, place] : out->m_layout) {
            const at::Tensor tensor =
                weights.get(out->prefixOf(i) + name, place.shape, place.dtype);
            if (auto checked = weights.result(); !checked)
                return tl::unexpected(checked.error());
            image.write(place.offset, tensor.contiguous());
        }
    }
    return out;
}

std::unique_ptr<Weights> HostLayers::weightsIn(const at::Tensor &bytes, std::size_t index) const
{
    return std::make_unique<FromBytes>(bytes, m_layout, prefixOf(index));
}

} // namespace dare
