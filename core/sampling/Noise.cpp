#include "core/sampling/Noise.h"

#include "core/models/Weights.h"
#include "core/tensors/AtomicFile.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace dare
{
namespace
{

std::string text(c10::IntArrayRef shape)
{
    std::string out;
    for (const std::int64_t size : shape)
        out += (out.empty() ? "" : ",") + std::to_string(size);
    return "[" + out + "]";
}

Result<at::Tensor> readNoise(const std::string &path, std::vector<std::int64_t> shape)
{
    const auto file = SafeTensorsFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const TensorView *view = file->find("noise");
    if (view == nullptr)
        view = file->find("pipeline.latents_in");
    if (view == nullptr)
        return failure(
            ErrorCode::InvalidInput,
            "holds neither \"noise\" nor \"pipeline.latents_in\"; give a noise file or leave "
            "--noise out",
            path);
    at::Tensor noise = tensorOf(*view).to(at::kFloat, false, true);
    if (noise.dim() == 4)
        noise = noise.unsqueeze(0);
    if (noise.sizes() != c10::IntArrayRef(shape))
        return failure(ErrorCode::InvalidInput,
                       "noise of shape " + text(noise.sizes()) +
                           " does not fit the clip, which needs " + text(shape) +
                           "; choose a matching --size",
                       path);
    if (!at::isfinite(noise.sum()).item<bool>())
        return failure(ErrorCode::InvalidInput, "holds NaN or infinite noise", path);
    return noise;
}

} // namespace

Result<at::Tensor> initialNoise(const Recipe &recipe, LatentShape shape)
{
    const std::vector<std::int64_t> sizes{1, shape[0], shape[1], shape[2], shape[3]};
    if (!recipe.noiseFile.empty())
        return readNoise(recipe.noiseFile, sizes);
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(recipe.seed);
    return at::randn(sizes, generator, at::TensorOptions(at::kFloat));
}

std::string latentsHash(const at::Tensor &latents)
{
    const at::Tensor host = latents.to(at::kCPU, at::kFloat).contiguous();
    return sha256({static_cast<const std::byte *>(host.const_data_ptr()), host.nbytes()});
}

} // namespace dare
