#include "core/models/PixelCodec.h"

#include <ATen/ATen.h>

namespace dare
{

Clip decodePixels(const at::Tensor &latents, double fps)
{
    const at::Tensor x = latents.dim() == 5 ? latents.squeeze(0) : latents;
    // Rounded where they are, so that a card sends a quarter of the bytes.
    const at::Tensor bytes = at::round((x.clamp(-1.0, 1.0) * 0.5 + 0.5) * 255.0)
                                 .to(at::kByte)
                                 .permute({1, 2, 3, 0})
                                 .contiguous()
                                 .to(at::kCPU);
    Clip clip;
    clip.frames = static_cast<int>(bytes.size(0));
    clip.height = static_cast<int>(bytes.size(1));
    clip.width = static_cast<int>(bytes.size(2));
    clip.fps = fps;
    const auto *data = bytes.const_data_ptr<std::uint8_t>();
    clip.rgb.assign(data, data + bytes.numel());
    return clip;
}

} // namespace dare
