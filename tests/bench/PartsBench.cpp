/// Times what stands around the transformer on a card: the VAE's decoder in f32 and in bf16, whole
/// and tiled, and the text encoder, resident, from host memory and from its files. Medians (lowest
/// to highest), peak of the allocator with the weights.
/// usage: parts_bench vae WAN_FOLDER [WIDTH HEIGHT LATENT_FRAMES]
///        parts_bench text WAN_FOLDER
#include "core/models/ModelConfig.h"
#include "core/models/PixelCodec.h"
#include "core/models/UmT5Encoder.h"
#include "core/models/WanVae.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/InferenceMode.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <cuda_runtime_api.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace
{

constexpr int kRounds = 3;
const at::Device kCard(at::kCUDA, 0);

[[noreturn]] void stop(const std::string &why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

template <typename T> T take(dare::Result<T> result)
{
    if (!result)
        stop(result.error().text());
    return std::move(*result);
}

double gibibytes(bool peak)
{
    const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(0);
    const auto &bytes = stats.allocated_bytes[0];
    return static_cast<double>(peak ? bytes.peak : bytes.current) / 1073741824.0;
}

/// After one warm-up.
void timed(const char *what, const std::function<void()> &work)
{
    work();
    cudaDeviceSynchronize();
    c10::cuda::CUDACachingAllocator::resetPeakStats(0);
    const double before = gibibytes(false);
    std::vector<double> ms;
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        work();
        cudaDeviceSynchronize();
        ms.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    std::sort(ms.begin(), ms.end());
    std::printf("%-44s %8.1f ms (%.1f to %.1f)  held %.2f GiB, peak %.2f\n", what, ms[kRounds / 2],
                ms.front(), ms.back(), before, gibibytes(true));
    std::fflush(stdout);
}

void decode(const dare::WanVae &vae, const at::Tensor &z, bool tiled,
            const dare::WanVae::FrameSink &sink)
{
    const auto done = tiled ? vae.decodeTiled(z, {}, sink) : vae.decode(z, sink);
    if (!done)
        stop(done.error().text());
}

/// As a run's decode brings them to the encoder: 8 bit, on the host, part after part.
void decodeToBytes(const dare::WanVae &vae, const at::Tensor &z, bool tiled)
{
    decode(vae, z, tiled, [](const at::Tensor &frames) -> dare::Result<void> {
        (void)dare::decodePixels(frames, 16.0);
        return {};
    });
}

at::Tensor decoded(const dare::WanVae &vae, const at::Tensor &z)
{
    std::vector<at::Tensor> parts;
    decode(vae, z, false, [&parts](const at::Tensor &frames) -> dare::Result<void> {
        parts.push_back(frames.to(at::kCPU));
        return {};
    });
    return at::cat(parts, 1);
}

/// Of images in [-1, 1].
double psnr(const at::Tensor &a, const at::Tensor &b)
{
    return -10.0 * std::log10((a - b).square().mean().item<double>() / 4.0);
}

void benchVae(const std::string &folder, const dare::ModelConfig &config, std::int64_t width,
              std::int64_t height, std::int64_t frames)
{
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{1});
    const int scale = config.vae->spatialScale;
    const at::Tensor z = at::randn(
        {config.vae->latentChannels, frames, height / scale, width / scale}, generator, at::kFloat);
    at::Tensor low;
    for (const bool bf16 : {true, false}) {
        const auto vae = take(dare::WanVae::load(
            folder + "/vae", *config.vae, kCard,
            {bf16 ? dare::Precision::Bf16 : dare::Precision::Fp32, false, false}));
        const std::string name = bf16 ? "decode bf16" : "decode f32";
        timed(name.c_str(), [&] { decodeToBytes(vae, z, false); });
        timed((name + ", tiled").c_str(), [&] { decodeToBytes(vae, z, true); });
        // A few frames say how far bf16 is from f32.
        const at::Tensor some = decoded(vae, z.narrow(1, 0, std::min<std::int64_t>(6, frames)));
        if (bf16)
            low = some;
        else
            std::printf("bf16 against f32: PSNR %.1f dB; pixels' deviation %.3f\n", psnr(low, some),
                        some.std().item<double>());
    }
}

void benchText(const std::string &folder, const dare::ModelConfig &config)
{
    using dare::TextPlacement;
    const std::pair<TextPlacement, const char *> placements[] = {
        {TextPlacement::Resident, "resident"},
        {TextPlacement::Host, "streamed from host memory"},
        {TextPlacement::Files, "streamed from the files"}};
    for (const auto &[placement, name] : placements) {
        dare::TextEncoderOptions options;
        options.products = at::kBFloat16;
        options.placement = placement;
        const auto start = std::chrono::steady_clock::now();
        const auto encoder =
            take(dare::UmT5Encoder::load(folder + "/text_encoder", config.text, kCard, options));
        std::printf(
            "text, %s: loaded in %.1f s\n", name,
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        for (const std::size_t tokens : {std::size_t(24), std::size_t(64), std::size_t(512)}) {
            std::vector<std::int64_t> ids;
            for (std::size_t i = 0; i < tokens; ++i)
                ids.push_back(static_cast<std::int64_t>(3 + 7 * i % 300));
            const std::string what = "text, " + std::to_string(tokens) + " tokens, " + name;
            timed(what.c_str(), [&] { (void)take(encoder.encode(ids)); });
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::string_view part = argc > 1 ? argv[1] : "";
    if ((part != "vae" && part != "text") || (argc != 3 && argc != 6))
        stop("usage: parts_bench vae|text WAN_FOLDER [WIDTH HEIGHT LATENT_FRAMES]");
    const c10::InferenceMode inference;
    at::globalContext().lazyInitDevice(at::kCUDA);
    const dare::ModelConfig config = take(dare::readModelConfig(argv[2]));
    if (part == "text")
        benchText(argv[2], config);
    else if (!config.vae)
        stop("the folder has no VAE");
    else if (argc == 6)
        benchVae(argv[2], config, std::atoi(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]));
    else
        benchVae(argv[2], config, 832, 480, 21);
    return 0;
}
