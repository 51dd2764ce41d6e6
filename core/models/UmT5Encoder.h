#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/UmT5Layer.h"
#include "core/models/Weights.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dare
{

class HostLayers;

/// Where a text encoder's layers lie while no text passes them. The bits are the same.
enum class TextPlacement {
    Resident, ///< on the device
    Host,     ///< in (pinned) host memory; two layers at a time on the device
    Files     ///< in the files; one layer at a time on the device
};

/// How a text encoder is held.
struct TextEncoderOptions {
    /// Of the products. kFloat for small models, whose nearly one-hot attention low precision
    /// flips; kBFloat16 for umT5-xxl. The residual stream, norms and softmax are f32 in both.
    at::ScalarType products = at::kFloat;
    /// Unless resident, only the rows of the embedding that a text names are read.
    TextPlacement placement = TextPlacement::Resident;
    LoadProgress progress = {};
};

/// The umT5 text encoder. @source wan.md, umT5; transformers' UMT5EncoderModel
class UmT5Encoder
{
public:
    /// From files, this checks that everything is there in the right shapes, and reads nothing yet.
    [[nodiscard]] static Result<UmT5Encoder> load(const std::filesystem::path &folder,
                                                  const TextEncoderConfig &config,
                                                  at::Device device,
                                                  TextEncoderOptions options = {});

    /// Encodes the real tokens alone: pad rows are zeroed afterwards, so they need not be computed.
    /// @param ids `</s>` included, pads not
    /// @return [n, width] f32
    [[nodiscard]] Result<at::Tensor> encode(const std::vector<std::int64_t> &ids) const;
    /// Several texts, each by itself, while a layer is there. The same bits as encode().
    /// @error as Weights where layers come from files; Cancelled
    [[nodiscard]] Result<std::vector<at::Tensor>>
    encodeAll(const std::vector<std::vector<std::int64_t>> &texts) const;

    /// All rows of a padded sequence, for comparison with the reference.
    struct Padded {
        at::Tensor firstLayer; ///< [T,width] residual stream after block 0
        at::Tensor last;       ///< [T,width] after the final norm
    };
    /// @param ids padded; @param mask [T] 1 for real tokens
    [[nodiscard]] Result<Padded> encodePadded(const std::vector<std::int64_t> &ids,
                                              const std::vector<std::int64_t> &mask) const;
    [[nodiscard]] TextPlacement placement() const { return m_options.placement; }
    /// Of the weights held on the device.
    [[nodiscard]] std::uint64_t bytes() const;

private:
    [[nodiscard]] Result<void> checkShapes() const;
    [[nodiscard]] Result<void> keepInHost();
    [[nodiscard]] Result<void>
    forEachLayer(const std::function<void(const UmT5Layer &)> &visit) const;
    [[nodiscard]] Result<at::Tensor> embed(const std::vector<std::int64_t> &ids) const;
    [[nodiscard]] at::Tensor finish(ResidualStream &stream) const;

    TextEncoderConfig m_config;
    TextEncoderOptions m_options;
    at::Device m_device = at::kCPU;
    std::string m_part;
    std::shared_ptr<const SafeTensorsFolder> m_files; ///< null where resident
    std::shared_ptr<const HostLayers> m_host;
    at::Tensor m_embedding; ///< where resident
    at::Tensor m_finalNorm;
    std::vector<UmT5Layer> m_layers; ///< where resident
};

} // namespace dare
