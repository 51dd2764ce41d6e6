#pragma once

#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// `transformer/config.json`
struct TransformerConfig {
    std::vector<int> patch; ///< frames, rows, columns
    int heads = 0;
    int headDim = 0;
    int inChannels = 0;
    int outChannels = 0;
    int textDim = 0;
    int freqDim = 0;
    int ffnDim = 0;
    int layers = 0;
    bool crossAttentionNorm = false;
    double eps = 1e-6;
    int ropeMaxLength = 1024;

    [[nodiscard]] int width() const { return heads * headDim; }
};

/// `text_encoder/config.json`
struct TextEncoderConfig {
    int width = 0; ///< d_model
    int headDim = 0;
    int heads = 0;
    int ffnDim = 0;
    int layers = 0;
    int vocabulary = 0;
    int buckets = 32;
    int maxDistance = 128;
    double eps = 1e-6;
    int padId = 0;
    int endId = 1;
};

enum class Prediction { Flow, Sample }; ///< velocity, or x0

/// `scheduler/scheduler_config.json`
struct SchedulerConfig {
    Prediction prediction = Prediction::Flow;
    double flowShift = 1.0;
    int trainSteps = 1000;
};

/// `vae/config.json`
struct VaeConfig {
    int latentChannels = 16;
    int spatialScale = 8;
    int temporalScale = 4;
    int base = 96;                       ///< channels of the encoder at full size
    int decoderBase = 96;                ///< of the decoder
    std::vector<int> widths{1, 2, 4, 4}; ///< multiples of the base, from full size inwards
    int residuals = 2;                   ///< a level of the encoder; the decoder has one more
    std::vector<bool> temporalDownsample{false, true, true}; ///< between the encoder's levels
    std::vector<double> latentsMean;                         ///< a channel
    std::vector<double> latentsStd;
};

struct ModelConfig {
    TransformerConfig transformer;
    TextEncoderConfig text;
    SchedulerConfig scheduler;
    std::optional<VaeConfig> vae; ///< none: the latent is the clip
    int tokenizerLimit = 512;     ///< model_max_length
};

/// Reads every config of a model folder (one variant).
/// @error NotFound naming the file; InvalidInput naming file, field, expected type, value; or a
///        model family that this program does not run
[[nodiscard]] Result<ModelConfig> readModelConfig(const std::filesystem::path &folder);

} // namespace dare
