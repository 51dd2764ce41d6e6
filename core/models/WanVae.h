#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/VaeLayers.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace dare
{

/// Where a tiled decode cuts. Pixels.
struct VaeTiling {
    int tile = 256;
    int stride = 192;
};

/// Wan 2.1's video VAE, one clip at a time, latent frame by latent frame: what it needs does not
/// grow with the length of the clip. @source wan.md, VAE; diffusers' AutoencoderKLWan
/// @thread one at a time
class WanVae
{
public:
    struct LoadOptions {
        /// Of the run: in Bf16 a card computes in bf16 with f32 sums and norms; otherwise
        /// everything is f32 and nothing is rounded.
        Precision precision = Precision::Fp32;
        bool encoder = false; ///< too
        bool plain = false;   ///< by ATen's operators alone, to compare with
    };
    [[nodiscard]] static Result<WanVae> load(const std::filesystem::path &folder,
                                             const VaeConfig &config, at::Device device,
                                             const LoadOptions &options);

    /// Latents as the transformer works on them, turned into the VAE's own: z std + mean.
    /// @param latents [C,F,Y,X] f32
    [[nodiscard]] at::Tensor denormalise(const at::Tensor &latents) const;

    /// Takes decoded frames in their order. @param frames [3,f,Y,X] f32 in [-1,1], on whatever
    /// device they are; the first call brings one frame, the others one latent frame's worth
    using FrameSink = std::function<Result<void>(const at::Tensor &frames)>;
    /// After every tile: done, total; false stops with Cancelled.
    using TileProgress = std::function<bool(int, int)>;
    /// @param z [C,F,Y,X] f32, the VAE's own latents
    /// @error what the sink said; InvalidArgument: another number of channels
    [[nodiscard]] Result<void> decode(const at::Tensor &z, const FrameSink &sink) const;
    /// In tiles, blended linearly where they overlap: tiles outside, frames inside, so that one
    /// tile's history is held at a time. The clip gathers on the host. A clip no larger than a tile
    /// is decoded whole.
    [[nodiscard]] Result<void> decodeTiled(const at::Tensor &z, const VaeTiling &tiling,
                                           const FrameSink &sink,
                                           const TileProgress &progress = {}) const;

    struct Moments {
        at::Tensor mean;   ///< [C,F,Y,X] f32, not normalised
        at::Tensor logVar; ///< clamped to [-30, 20]
    };
    /// @param video [3,F,Y,X] f32 in [-1,1], F = 4k+1
    /// @error InvalidArgument: sizes that do not divide; Unsupported: loaded without the encoder
    [[nodiscard]] Result<Moments> encode(const at::Tensor &video) const;

    [[nodiscard]] const VaeConfig &config() const { return m_config; }
    [[nodiscard]] at::Device device() const { return m_device; }
    /// Frames of the clip that F latent frames make.
    [[nodiscard]] int frames(int latentFrames) const;

private:
    struct Decoder {
        CausalConv3d postQuant, in, out;
        VaeMiddle middle;
        struct Level {
            std::vector<VaeResidual> residuals;
            std::optional<VaeResample> resample;
        };
        std::vector<Level> levels;
        ChannelNorm norm;
    };
    struct Encoder {
        CausalConv3d quant, in, out;
        std::vector<Decoder::Level> levels;
        VaeMiddle middle;
        ChannelNorm norm;
    };
    [[nodiscard]] static Decoder readDecoder(const VaeSource &source, const VaeConfig &config);
    [[nodiscard]] static Encoder readEncoder(const VaeSource &source, const VaeConfig &config);
    [[nodiscard]] at::Tensor onDevice(const at::Tensor &clip) const;
    /// @param z [C,f,Y,X] f32; @return [3,g,Y,X] f32 on the device, not clamped
    [[nodiscard]] at::Tensor decodeChunk(const at::Tensor &z, VaeHistory &history) const;
    [[nodiscard]] at::Tensor decodeTile(const at::Tensor &z) const;
    /// @param x [3,f,Y,X] f32; @return [2C,g,Y,X] f32 on the device
    [[nodiscard]] at::Tensor encodeChunk(const at::Tensor &x, VaeHistory &history) const;
    [[nodiscard]] Result<void> checkLatents(const at::Tensor &z) const;

    VaeConfig m_config;
    at::Device m_device = at::kCPU;
    at::ScalarType m_dtype = at::kFloat;
    bool m_channelsLast = false;
    Decoder m_decoder;
    std::optional<Encoder> m_encoder;
};

} // namespace dare
