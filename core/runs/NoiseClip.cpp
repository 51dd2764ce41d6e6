#include "core/runs/NoiseClip.h"

#include "core/models/PixelCodec.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/OutsideFailure.h"
#include "core/sampling/Noise.h"

#include <ATen/ATen.h>

namespace dare
{

Result<Clip> noiseClip(const Recipe &recipe, const ModelInfo &model)
{
    return guarded<Clip>([&]() -> Result<Clip> {
        constexpr std::int64_t kColors = 3;
        const ClipSize size = recipe.size == ClipSize() ? model.size : recipe.size;
        const auto shape = latentShape(model, size);
        if (shape[0] < kColors)
            return failure(ErrorCode::Unsupported, "latents of fewer than three channels",
                           model.root.string());
        const auto noise = initialNoise(recipe, {shape[0], shape[1], shape[2], shape[3]});
        if (!noise)
            return tl::unexpected(noise.error());
        return decodePixels(noise->narrow(1, 0, kColors), model.fps);
    });
}

} // namespace dare
