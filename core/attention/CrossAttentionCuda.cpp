#include "core/attention/CrossAttentionCuda.h"

#include "kernels/cross_attention_maps/op_cuda.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace dare::cuda
{
namespace
{

at::Tensor toCard(const std::vector<int> &values, const at::Device &device)
{
    return at::tensor(values, at::kInt).to(device);
}

/// The maps that a reading has, which is none, one or two.
std::vector<at::Tensor *> mapsOf(AttentionReading &reading)
{
    std::vector<at::Tensor *> out;
    for (at::Tensor *map : {&reading.mapBefore, &reading.mapAfter}) {
        if (map->defined())
            out.push_back(map);
    }
    return out;
}

} // namespace

void *currentStream(const at::Device &device)
{
    return c10::cuda::getCurrentCUDAStream(device.index()).stream();
}

bool attends(const at::Device &device, at::ScalarType dtype, int channels, int keys)
{
    if (!device.is_cuda() || dtype != at::kBFloat16)
        return false;
    const c10::DeviceGuard guard(device);
    return kernels::crossAttentionCudaFits(channels, keys) && kernels::crossAttentionCudaRuns();
}

void pack(TextKeys &keys, const at::Tensor &k, const at::Tensor &v, int heads)
{
    const c10::DeviceGuard guard(k.device());
    const int channels = static_cast<int>(k.size(1)) / heads;
    const at::Tensor rows = k.contiguous();
    const at::Tensor values = v.contiguous();
    keys.packed =
        at::empty({static_cast<std::int64_t>(kernels::packedTextBytes(heads, channels, keys.keys))},
                  k.options().dtype(at::kByte));
    const auto done =
        kernels::packTextCuda({heads, channels, keys.keys, rows.const_data_ptr<float>(),
                               values.const_data_ptr<float>(), keys.packed.data_ptr()},
                              currentStream(k.device()));
    TORCH_CHECK(done, done.error().text());
    keys.keyBias = at::tensor(keyTerms(keys, {}).bias, at::kFloat).to(k.device());
}

void place(MapRequest &maps, const TextKeys &keys, int heads)
{
    if (maps.rows.empty())
        return;
    const kernels::MapSelection selection = selectionFor(keys, maps);
    maps.rowOfKey = toCard(selection.rowOfKey, keys.packed.device());
    if (maps.heads.empty())
        return;
    std::vector<int> slots(static_cast<std::size_t>(heads), -1);
    for (std::size_t i = 0; i < maps.heads.size(); ++i)
        slots[static_cast<std::size_t>(maps.heads[i])] = static_cast<int>(i);
    maps.slotOfHead = toCard(slots, keys.packed.device());
}

at::Tensor weightTable(const TextKeys &keys, std::span<const BlockReweight> blocks)
{
    at::Tensor table =
        at::zeros({static_cast<std::int64_t>(blocks.size()), keys.keys + 1}, at::kFloat);
    float *row = table.data_ptr<float>();
    std::span<const float> weights;
    KeyTerms terms;
    for (const BlockReweight &block : blocks) {
        // Blocks mostly share their weights, and what comes of them takes many exponentials.
        if (!std::ranges::equal(weights, block.logWeights))
            terms = keyTerms(keys, block.logWeights);
        weights = block.logWeights;
        std::copy(terms.logWeights.begin(), terms.logWeights.end(), row);
        row[keys.keys] = block.kappa;
        row += keys.keys + 1;
    }
    return table;
}

Result<AttentionResult> crossAttention(const at::Tensor &q, int heads, const TextKeys &keys,
                                       const BlockReweight &reweight, const MapRequest &maps)
{
    const c10::DeviceGuard guard(q.device());
    const bool weighted = !reweight.logWeights.empty();
    if (weighted && std::all_of(reweight.logWeights.begin(), reweight.logWeights.end(),
                                [](float w) { return w == -INFINITY; }))
        return failure(ErrorCode::InvalidArgument,
                       "every token has weight 0; leave at least one above 0", "word weights");
    const auto f32 = q.options().dtype(at::kFloat);
    AttentionResult result;
    result.out = at::empty_like(q);
    result.reading.reweighted = weighted;
    result.reading.pending = at::empty({3 * keys.keys + 3}, f32);
    kernels::CrossAttentionCuda op;
    op.queries = static_cast<int>(q.size(0));
    op.heads = heads;
    op.channels = static_cast<int>(q.size(1)) / heads;
    op.keys = keys.keys;
    op.q = q.const_data_ptr();
    op.packed = keys.packed.const_data_ptr();
    op.keyBias = keys.keyBias.const_data_ptr<float>();
    if (weighted) {
        op.logWeights = reweight.onCard.const_data_ptr<float>();
        op.kappa = op.logWeights + keys.keys;
    }
    op.out = result.out.data_ptr();
    op.readings = result.reading.pending.data_ptr<float>();
    if (!maps.rows.empty()) {
        op.rows = static_cast<int>(maps.rows.size());
        op.slots = static_cast<int>(maps.heads.size());
        op.rowOfKey = maps.rowOfKey.const_data_ptr<int>();
        op.slotOfHead = op.slots > 0 ? maps.slotOfHead.const_data_ptr<int>() : nullptr;
        at::Tensor &before = result.reading.mapBefore;
        before = at::empty({std::max(1, op.slots), op.rows, q.size(0)}, f32.dtype(at::kHalf));
        op.mapBefore = before.data_ptr();
        if (weighted) {
            result.reading.mapAfter = at::empty_like(before);
            op.mapAfter = result.reading.mapAfter.data_ptr();
        }
        op.halfMaps = true;
    }
    const at::Tensor workspace =
        at::empty({static_cast<std::int64_t>(kernels::crossAttentionWorkspace(op))},
                  q.options().dtype(at::kByte));
    op.workspace = workspace.data_ptr();
    if (auto done = kernels::crossAttentionMapsCuda(op, currentStream(q.device())); !done)
        return tl::unexpected(done.error());
    return result;
}

/// @return pinned copies, complete when the last of m_copies is done
std::vector<at::Tensor> MapTransfer::copyOut(std::vector<at::Tensor> maps)
{
    constexpr std::size_t kUnderWay = 2;
    while (m_copies.size() > kUnderWay) {
        m_copies.front().done.synchronize();
        m_copies.pop_front();
    }
    const at::Device device = maps.front().device();
    if (!m_stream)
        m_stream = c10::cuda::getStreamFromPool(false, device.index()).unwrap();
    c10::Event ready(c10::kCUDA);
    ready.record(c10::cuda::getCurrentCUDAStream(device.index()).unwrap());
    ready.block(*m_stream);
    const c10::StreamGuard guard(*m_stream);
    std::vector<at::Tensor> out;
    for (const at::Tensor &map : maps) {
        out.push_back(at::empty(map.sizes(), map.options().device(at::kCPU).pinned_memory(true)));
        out.back().copy_(map, true);
    }
    m_copies.push_back({std::move(maps), c10::Event(c10::kCUDA)});
    m_copies.back().done.record(*m_stream);
    return out;
}

void MapTransfer::start(AttentionReading &reading)
{
    if (!reading.mapBefore.defined() || !reading.mapBefore.is_cuda())
        return;
    const std::vector<at::Tensor *> maps = mapsOf(reading);
    std::vector<at::Tensor> sources;
    for (const at::Tensor *map : maps)
        sources.push_back(*map);
    const std::vector<at::Tensor> copies = copyOut(std::move(sources));
    for (std::size_t i = 0; i < maps.size(); ++i)
        *maps[i] = copies[i];
}

void MapTransfer::start(const at::Tensor &maps, std::vector<AttentionReading> &readings)
{
    const at::Tensor host = copyOut({maps}).front();
    std::int64_t next = 0;
    for (AttentionReading &reading : readings) {
        for (at::Tensor *map : mapsOf(reading))
            *map = host[next++];
    }
}

void MapTransfer::finish()
{
    if (m_stream)
        m_stream->synchronize();
    m_copies.clear();
}

at::Tensor joinMaps(std::vector<AttentionReading> &readings)
{
    std::vector<at::Tensor *> places;
    std::vector<at::Tensor> maps;
    for (AttentionReading &reading : readings) {
        for (at::Tensor *map : mapsOf(reading)) {
            if (!map->is_cuda() || (!maps.empty() && map->sizes() != maps.front().sizes()))
                return {};
            places.push_back(map);
            maps.push_back(*map);
        }
    }
    if (maps.empty())
        return {};
    const at::Tensor joint = at::stack(maps);
    for (std::size_t i = 0; i < places.size(); ++i)
        *places[i] = joint[static_cast<std::int64_t>(i)];
    return joint;
}

void complete(std::vector<AttentionReading> &readings, const TextKeys &keys,
              std::span<const BlockReweight> blocks, const at::Tensor &pending)
{
    const at::Tensor host = pending.cpu();
    const auto size = static_cast<std::size_t>(keys.keys);
    const TokenSpread plain(keys, {});
    std::span<const float> weights;
    TokenSpread weighted(keys, weights);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        AttentionReading &reading = readings[i];
        const std::span<const float> row(host.const_data_ptr<float>() + i * (3 * size + 3),
                                         3 * size + 3);
        if (!std::ranges::equal(weights, blocks[i].logWeights))
            weighted = TokenSpread(keys, blocks[i].logWeights);
        weights = blocks[i].logWeights;
        reading.massBefore = plain(row.subspan(0, size));
        reading.massAfter = weighted(row.subspan(size, size));
        reading.cosByToken = weighted(row.subspan(2 * size, size));
        reading.normBefore = row[3 * size];
        reading.normAfter = row[3 * size + 1];
        reading.consistency = row[3 * size + 2];
        reading.pending.reset();
    }
}

} // namespace dare::cuda
