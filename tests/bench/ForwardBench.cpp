/// Times forwards of a Wan transformer on a card, one order a line on stdin, one JSON object a line
/// on stdout, so that wan_gpu.py can let it and its peers take turns.
/// usage: forward_bench TRANSFORMER_FOLDER [bf16-diffusers]
/// orders: load F Y X KEYS | plain N | weighted N | maps N | dump FILE | quit
#include "core/models/ModelConfig.h"
#include "core/models/WanTransformer.h"
#include "core/models/Weights.h"
#include "core/tensors/SafeTensors.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/InferenceMode.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <cuda_runtime_api.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>

namespace
{

constexpr int kTokens = 512;
constexpr int kWords = 24;
constexpr std::int64_t kTextWidth = 4096;
using Clock = std::chrono::steady_clock;

[[noreturn]] void stop(const std::string &why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

/// Wan's text embeddings are made from a seed on both sides.
at::Tensor seeded(at::IntArrayRef shape, std::uint64_t seed)
{
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    return at::randn(shape, generator, at::kFloat);
}

/// Wan 2.1 T2V 1.3B.
dare::TransformerConfig published()
{
    dare::TransformerConfig config;
    config.patch = {1, 2, 2};
    config.heads = 12;
    config.headDim = 128;
    config.inChannels = config.outChannels = 16;
    config.textDim = static_cast<int>(kTextWidth);
    config.freqDim = 256;
    config.ffnDim = 8960;
    config.layers = 30;
    config.crossAttentionNorm = true;
    return config;
}

class Bench
{
public:
    Bench(const std::filesystem::path &folder, dare::Precision precision)
    {
        const auto start = Clock::now();
        auto loaded = dare::WanTransformer::load(folder, published(), at::Device("cuda:0"),
                                                 dare::productsIn(precision));
        if (!loaded)
            stop(loaded.error().text());
        m_model.emplace(std::move(*loaded));
        c10::cuda::CUDACachingAllocator::emptyCache();
        std::printf("{\"loaded_seconds\": %.2f, \"weights_gib\": %.3f}\n",
                    std::chrono::duration<double>(Clock::now() - start).count(), gibibytes(false));
    }

    void prepare(std::int64_t f, std::int64_t y, std::int64_t x, int keys)
    {
        m_x = seeded({16, f, y, x}, 1).to(at::kBFloat16).to(at::kFloat).to(at::kCUDA);
        const at::Tensor text = seeded({keys - 1, kTextWidth}, 2).to(at::kBFloat16).to(at::kFloat);
        m_text = m_model->prepareText(text, keys - 1, kTokens, true);
        const at::Tensor weights = seeded({kTokens}, 3).clamp(-2, 2);
        std::vector<float> row(weights.const_data_ptr<float>(),
                               weights.const_data_ptr<float>() + kTokens);
        m_reweight.logWeights.assign(static_cast<std::size_t>(m_model->config().layers), row);
        m_reweight.kappa = 0.5F;
        m_maps.rows.clear();
        for (int word = 0; word < kWords; ++word)
            m_maps.rows.push_back({"word", {word, word + kWords}, -1});
        std::printf("{\"queries\": %lld}\n", static_cast<long long>(m_model->grid(m_x)[0]) *
                                                 m_model->grid(m_x)[1] * m_model->grid(m_x)[2]);
    }

    /// @return the output; readings and maps are on the host by then
    at::Tensor forward(bool weighted, bool maps)
    {
        dare::WanTransformer::Request request;
        request.x = m_x;
        request.timestep = 500;
        request.text = &m_text;
        request.reweight = weighted ? &m_reweight : nullptr;
        if (maps)
            request.maps = [this](int) { return m_maps; };
        m_kept.clear();
        request.observer = [this](dare::AttentionReading &&reading) {
            m_kept.push_back(std::move(reading));
        };
        auto out = m_model->forward(request);
        if (!out)
            stop(out.error().text());
        return *out;
    }

    void time(bool weighted, bool maps, int rounds)
    {
        (void)forward(weighted, maps);
        cudaDeviceSynchronize();
        c10::cuda::CUDACachingAllocator::resetPeakStats(0);
        cudaEvent_t begin = nullptr;
        cudaEvent_t end = nullptr;
        cudaEventCreate(&begin);
        cudaEventCreate(&end);
        std::ostringstream card;
        std::ostringstream wall;
        for (int round = 0; round < rounds; ++round) {
            const auto start = Clock::now();
            cudaEventRecord(begin, nullptr);
            const at::Tensor out = forward(weighted, maps);
            cudaEventRecord(end, nullptr);
            cudaEventSynchronize(end);
            float ms = 0.0F;
            cudaEventElapsedTime(&ms, begin, end);
            card << (round == 0 ? "" : ", ") << ms;
            wall << (round == 0 ? "" : ", ")
                 << std::chrono::duration<double, std::milli>(Clock::now() - start).count();
        }
        cudaEventDestroy(begin);
        cudaEventDestroy(end);
        std::printf("{\"ms\": [%s], \"wall_ms\": [%s], \"peak_gib\": %.3f}\n", card.str().c_str(),
                    wall.str().c_str(), gibibytes(true));
    }

    void dump(const std::filesystem::path &file)
    {
        const at::Tensor plain = forward(false, false).cpu().contiguous();
        const at::Tensor weighted = forward(true, true).cpu().contiguous();
        const bool same = at::equal(weighted, forward(true, false).cpu());
        const at::Tensor before = m_model->config().layers > 0 && (forward(true, true), true)
                                      ? m_kept.front().mapBefore.to(at::kFloat).contiguous()
                                      : at::Tensor();
        const at::Tensor after = m_kept.front().mapAfter.to(at::kFloat).contiguous();
        const auto written = dare::writeSafeTensors(
            file,
            {dare::viewOf("plain", plain), dare::viewOf("weighted", weighted),
             dare::viewOf("map_before", before), dare::viewOf("map_after", after)},
            {});
        if (!written)
            stop(written.error().text());
        std::printf("{\"capture_changes_nothing\": %s}\n", same ? "true" : "false");
    }

private:
    static double gibibytes(bool peak)
    {
        const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(0);
        const auto &bytes = stats.allocated_bytes[0];
        return static_cast<double>(peak ? bytes.peak : bytes.current) / 1073741824.0;
    }
    std::optional<dare::WanTransformer> m_model;
    at::Tensor m_x;
    dare::TextContext m_text;
    dare::ForwardReweight m_reweight;
    dare::MapRequest m_maps;
    std::vector<dare::AttentionReading> m_kept;
};

} // namespace

int main(int argc, char **argv)
{
    const bool asDiffusers = argc == 3 && std::string_view(argv[2]) == "bf16-diffusers";
    if (argc != 2 && !asDiffusers)
        stop("usage: forward_bench TRANSFORMER_FOLDER [bf16-diffusers]");
    const c10::InferenceMode inference;
    at::globalContext().lazyInitDevice(at::kCUDA);
    Bench bench(argv[1], asDiffusers ? dare::Precision::Bf16Diffusers : dare::Precision::Bf16);
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream words(line);
        std::string order;
        words >> order;
        std::int64_t f = 0, y = 0, x = 0;
        int n = 0;
        if (order == "load" && words >> f >> y >> x >> n) {
            bench.prepare(f, y, x, n);
        } else if (order == "dump") {
            std::string file;
            words >> file;
            bench.dump(file);
        } else if (words >> n && (order == "plain" || order == "weighted" || order == "maps")) {
            bench.time(order != "plain", order == "maps", n);
        } else {
            break;
        }
        std::fflush(stdout);
    }
    return 0;
}
