#include "core/models/ForwardGraphs.h"

#include "core/attention/CrossAttentionCuda.h"

#include <ATen/ATen.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/InferenceMode.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <algorithm>
#include <exception>

namespace dare
{
namespace
{

/// Below this many queries a forward spends its time on launches.
constexpr std::int64_t kQueriesAtMost = 6144;
/// Branches, with and without maps; each graph keeps its activations.
constexpr std::size_t kGraphsAtMost = 6;

bool sameMaps(const MapRequest &a, const MapRequest &b)
{
    return a.rows == b.rows && a.heads == b.heads;
}

void useWeights(std::vector<BlockReweight> &blocks, const at::Tensor &onCard)
{
    for (std::size_t i = 0; i < blocks.size(); ++i)
        blocks[i].onCard = onCard[static_cast<std::int64_t>(i)];
}

/// Ends a recording that failed, so that its stream and the allocator are free again.
void abandon(at::cuda::CUDAGraph &graph)
{
    try {
        graph.capture_end();
    } catch (const std::exception &) {
        // What failed first is what is told.
    }
}

} // namespace

/// A graph with the tensors that it reads and writes.
struct ForwardGraphs::Recorded {
    WanTransformer::Pass pass; ///< on inputs of its own
    TextContext text;          ///< keeps the keys
    at::Tensor weights;        ///< [L,K+1]
    Output output;
    at::cuda::CUDAGraph graph;

    [[nodiscard]] bool fits(const WanTransformer::Pass &other) const
    {
        if (pass.x.sizes() != other.x.sizes() ||
            text.blocks.front().packed.data_ptr() != other.text->blocks.front().packed.data_ptr() ||
            pass.rotary.cosine.data_ptr() != other.rotary.cosine.data_ptr())
            return false;
        for (std::size_t i = 0; i < pass.maps.size(); ++i) {
            if (!sameMaps(pass.maps[i], other.maps[i]) ||
                pass.reweights[i].logWeights.empty() != other.reweights[i].logWeights.empty())
                return false;
        }
        return true;
    }

    void fill(const WanTransformer::Pass &from, const at::Tensor &table)
    {
        pass.x.copy_(from.x);
        pass.time.copy_(from.time);
        pass.modulation.copy_(from.modulation);
        weights.copy_(table);
    }
};

ForwardGraphs::ForwardGraphs() = default;
ForwardGraphs::~ForwardGraphs() = default;

Result<ForwardGraphs::Output> ForwardGraphs::launch(const WanTransformer &model,
                                                    const WanTransformer::Pass &pass,
                                                    cuda::MapTransfer *transfer)
{
    Output output;
    std::vector<at::Tensor> pending;
    auto out = model.run(pass, [&](AttentionReading &&reading) {
        if (reading.pending.defined())
            pending.push_back(reading.pending);
        if (transfer != nullptr)
            transfer->start(reading);
        output.readings.push_back(std::move(reading));
    });
    if (!out)
        return tl::unexpected(out.error());
    output.out = *out;
    if (!pending.empty())
        output.pending = at::stack(pending);
    if (transfer == nullptr)
        output.maps = cuda::joinMaps(output.readings);
    return output;
}

ForwardGraphs::Recorded *ForwardGraphs::find(const WanTransformer::Pass &pass)
{
    const auto found = std::find_if(m_recorded.begin(), m_recorded.end(),
                                    [&](const auto &recorded) { return recorded->fits(pass); });
    if (found == m_recorded.end())
        return nullptr;
    m_recorded.splice(m_recorded.begin(), m_recorded, found);
    return m_recorded.front().get();
}

Result<ForwardGraphs::Recorded *> ForwardGraphs::record(const WanTransformer &model,
                                                        const WanTransformer::Pass &pass,
                                                        const at::Tensor &weights)
{
    auto recorded = std::make_unique<Recorded>();
    recorded->pass = pass;
    recorded->text = *pass.text;
    recorded->pass.text = &recorded->text;
    recorded->pass.x = pass.x.clone();
    recorded->pass.time = pass.time.clone();
    recorded->pass.modulation = pass.modulation.clone();
    recorded->weights = weights.to(pass.x.device());
    useWeights(recorded->pass.reweights, recorded->weights);
    // Recording needs a stream of its own; the first run there makes the libraries' handles.
    const auto current = c10::cuda::getCurrentCUDAStream(pass.x.device().index());
    const auto stream = c10::cuda::getStreamFromPool(false, pass.x.device().index());
    current.synchronize();
    {
        const c10::cuda::CUDAStreamGuard guard(stream);
        if (auto warm = launch(model, recorded->pass, nullptr); !warm)
            return tl::unexpected(warm.error());
        stream.synchronize();
        // Of this thread alone: the other side's goes on allocating on its card.
        recorded->graph.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
        Result<Output> output;
        try {
            output = launch(model, recorded->pass, nullptr);
        } catch (...) {
            abandon(recorded->graph);
            throw;
        }
        recorded->graph.capture_end();
        if (!output)
            return tl::unexpected(output.error());
        recorded->output = std::move(*output);
    }
    // The weights' spans are the caller's; only whether there are any matters from here on.
    static constexpr float kSome[1] = {0.0F};
    for (BlockReweight &reweight : recorded->pass.reweights) {
        if (!reweight.logWeights.empty())
            reweight.logWeights = kSome;
    }
    if (m_recorded.size() == kGraphsAtMost)
        m_recorded.pop_back();
    m_recorded.push_front(std::move(recorded));
    return m_recorded.front().get();
}

Result<ForwardGraphs::Output> ForwardGraphs::forward(const WanTransformer &model,
                                                     WanTransformer::Pass &pass,
                                                     const at::Tensor &weights,
                                                     cuda::MapTransfer &transfer)
{
    const bool kernels = pass.text->blocks.front().packed.defined();
    const std::int64_t queries = pass.rotary.cosine.size(0);
    // Streamed blocks come by copies that another stream makes; they are no part of a recording.
    if (!kernels || pass.trace != nullptr || queries > kQueriesAtMost ||
        model.m_blocks.isStreamed()) {
        if (kernels)
            useWeights(pass.reweights, weights.to(pass.x.device()));
        return launch(model, pass, &transfer);
    }
    Recorded *recorded = find(pass);
    if (recorded == nullptr) {
        auto made = record(model, pass, weights);
        if (!made)
            return tl::unexpected(made.error());
        recorded = *made;
    }
    recorded->fill(pass, weights);
    recorded->graph.replay();
    Output output = recorded->output; // readings point at the graph's own tensors
    output.out = output.out.clone();
    return output;
}

Result<at::Tensor> WanTransformer::runOnCard(Pass &pass, const BlockObserver &observer) const
{
    const c10::DeviceGuard guard(m_device);
    const TextKeys &keys = pass.text->blocks.front();
    const bool kernels = keys.packed.defined();
    for (std::size_t i = 0; kernels && i < pass.maps.size(); ++i) {
        const bool shared = i > 0 && sameMaps(pass.maps[i], pass.maps[i - 1]);
        if (shared)
            pass.maps[i] = pass.maps[i - 1];
        else
            cuda::place(pass.maps[i], keys, m_config.heads);
    }
    cuda::MapTransfer transfer;
    auto output = m_graphs->forward(
        *this, pass, kernels ? cuda::weightTable(keys, pass.reweights) : at::Tensor(), transfer);
    if (!output)
        return tl::unexpected(output.error());
    if (output->maps.defined())
        transfer.start(output->maps, output->readings);
    for (AttentionReading &reading : output->readings)
        transfer.start(reading);
    if (output->pending.defined())
        cuda::complete(output->readings, keys, pass.reweights, output->pending);
    transfer.finish();
    if (observer) {
        for (AttentionReading &reading : output->readings)
            observer(std::move(reading));
    }
    return output->out;
}

} // namespace dare
