#pragma once

#include "core/models/HostImage.h"
#include "core/models/Weights.h"
#include "core/types/Result.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dare
{

/// The tensors of layers that are alike, in host memory, cast as the layers ask for them.
class HostLayers
{
public:
    /// Names of layer i begin with prefix + "i.".
    struct Description {
        std::string prefix;
        int layers = 0;
        /// Asks for everything that a layer holds. Called for layer 0, with shapes alone.
        std::function<void(Weights &)> read;
    };
    /// @param device what they are for; @error as Weights; allocation failures throw
    [[nodiscard]] static Result<std::shared_ptr<const HostLayers>>
    load(const SafeTensorsFolder &files, const std::string &part, const Description &layers,
         const at::Device &device, const LoadProgress &progress);

    [[nodiscard]] std::size_t size() const { return m_layers.size(); }
    [[nodiscard]] std::size_t bytesOfLayer() const { return m_bytes; }
    /// @param target [bytesOfLayer()] u8; on the current stream
    void copyTo(at::Tensor &target, std::size_t index) const { m_layers[index].copyTo(target); }
    /// Hands out what lies in a copy of a layer, as views of it.
    /// @param bytes stays as long as what is returned
    [[nodiscard]] std::unique_ptr<Weights> weightsIn(const at::Tensor &bytes,
                                                     std::size_t index) const;

    /// Where a tensor lies within a layer.
    struct Place {
        std::size_t offset = 0;
        std::vector<std::int64_t> shape;
        at::ScalarType dtype = at::kFloat;
    };
    using Layout = std::map<std::string, Place>; ///< by the name after "prefix i."

private:
    [[nodiscard]] std::string prefixOf(std::size_t index) const;
    void layOut(const Description &layers);

    std::string m_prefix;
    Layout m_layout;
    std::size_t m_bytes = 0; ///< of a layer
    std::vector<HostImage> m_layers;
};

} // namespace dare
