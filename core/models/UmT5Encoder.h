#pragma once

#include "core/models/ModelConfig.h"
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

/// How a text encoder is held.
struct TextEncoderOptions {
    /// Of the products. kFloat for small models, whose nearly one-hot attention low precision
    /// flips; kBFloat16 for umT5-xxl. The residual stream, norms and attention are f32 in both.
    at::ScalarType products = at::kFloat;
    /// Layers come from the files when they are needed and go again, one at a time; only the rows
    /// of the embedding that a prompt names are read. The same bits.
    bool streamed = false;
    LoadProgress progress = {};
};

/// The umT5 text encoder. @source wan.md, umT5; transformers' UMT5EncoderModel
class UmT5Encoder
{
public:
    /// Streamed, this checks that everything is there in the right shapes, and reads nothing yet.
    [[nodiscard]] static Result<UmT5Encoder> load(const std::filesystem::path &folder,
                                                  const TextEncoderConfig &config,
                                                  at::Device device,
                                                  TextEncoderOptions options = {});

    /// Encodes the real tokens alone: pad rows are zeroed afterwards, so they need not be computed.
    /// @param ids `</s>` included, pads not
    /// @return [n, width] f32
    [[nodiscard]] Result<at::Tensor> encode(const std::vector<std::int64_t> &ids) const;
    /// Several texts, each by itself, while a layer is there. The same bits as encode().
    /// @error as Weights where layers are streamed; Cancelled
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
    [[nodiscard]] bool isStreamed() const { return m_files != nullptr; }
    /// Of the weights held.
    [[nodiscard]] std::uint64_t bytes() const;

private:
    struct Layer {
        at::Tensor attentionNorm, query, key, value, output, positionBias;
        at::Tensor feedForwardNorm, gate, linear, down;
    };
    [[nodiscard]] Layer readLayer(Weights &weights, int index) const;
    [[nodiscard]] Result<void> checkShapes() const;
    [[nodiscard]] Result<void> forEachLayer(const std::function<void(const Layer &)> &visit) const;
    [[nodiscard]] at::Tensor product(const at::Tensor &x, const at::Tensor &weight) const;
    [[nodiscard]] Result<at::Tensor> embed(const std::vector<std::int64_t> &ids) const;
    [[nodiscard]] at::Tensor norm(const at::Tensor &x, const at::Tensor &weight) const;
    [[nodiscard]] at::Tensor block(const Layer &layer, const at::Tensor &x,
                                   const at::Tensor &buckets, const at::Tensor &mask) const;
    [[nodiscard]] at::Tensor relativeBuckets(std::int64_t length) const;

    TextEncoderConfig m_config;
    TextEncoderOptions m_options;
    at::Device m_device = at::kCPU;
    std::string m_part;
    std::shared_ptr<const SafeTensorsFolder> m_files; ///< while streamed
    at::Tensor m_embedding;                           ///< undefined while streamed
    at::Tensor m_finalNorm;
    std::vector<Layer> m_layers;
};

} // namespace dare
