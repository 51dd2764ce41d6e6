/// Times the CUDA kernels beside LibTorch's own operators in one process, alternating; outputs are
/// compared first. Prints a markdown table. usage: kernel_bench [rounds]
#include "core/models/SelfAttention.h"
#include "kernels/cross_attention_maps/op_cuda.h"
#include "kernels/modulated_norm/op_cuda.h"
#include "kernels/qk_norm_rope/op_cuda.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace
{

using Work = std::function<void()>;

struct Entry {
    std::string name;
    Work work;
    std::vector<float> ms;
};

/// Medians of single runs by CUDA events, entries in turn.
class Table
{
public:
    void add(std::string name, Work work)
    {
        m_entries.push_back({std::move(name), std::move(work), {}});
    }

    void run(int rounds)
    {
        for (Entry &entry : m_entries) {
            for (int i = 0; i < 3; ++i)
                entry.work();
        }
        cudaEvent_t begin = nullptr;
        cudaEvent_t end = nullptr;
        cudaEventCreate(&begin);
        cudaEventCreate(&end);
        for (int round = 0; round < rounds; ++round) {
            for (Entry &entry : m_entries) {
                cudaEventRecord(begin, nullptr);
                entry.work();
                cudaEventRecord(end, nullptr);
                cudaEventSynchronize(end);
                float ms = 0.0F;
                cudaEventElapsedTime(&ms, begin, end);
                entry.ms.push_back(ms);
            }
        }
        cudaEventDestroy(begin);
        cudaEventDestroy(end);
    }

    void print(const char *title)
    {
        std::printf("\n| %s | median ms | lowest | highest |\n|---|---|---|---|\n", title);
        for (Entry &entry : m_entries) {
            std::sort(entry.ms.begin(), entry.ms.end());
            std::printf("| %s | %.4f | %.4f | %.4f |\n", entry.name.c_str(),
                        static_cast<double>(entry.ms[entry.ms.size() / 2]),
                        static_cast<double>(entry.ms.front()),
                        static_cast<double>(entry.ms.back()));
        }
        std::fflush(stdout);
    }

private:
    std::vector<Entry> m_entries;
};

double relative(const at::Tensor &got, const at::Tensor &expected)
{
    return ((got.to(at::kFloat) - expected.to(at::kFloat)).norm() / expected.to(at::kFloat).norm())
        .item<double>();
}

constexpr std::int64_t kQueries = 32760;
constexpr std::int64_t kHeads = 12;
constexpr std::int64_t kChannels = 128;
constexpr int kWords = 24;
const auto kBf16 = at::TensorOptions(at::kCUDA).dtype(at::kBFloat16);
const auto kF32 = at::TensorOptions(at::kCUDA).dtype(at::kFloat);

/// Our operator on one text.
class Ours
{
public:
    Ours(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &bias,
         const at::Tensor &logWeights, int words)
    {
        const auto queries = q.size(0);
        const int keys = static_cast<int>(k.size(0));
        m_text = at::empty(
            {static_cast<std::int64_t>(dare::kernels::packedTextBytes(kHeads, kChannels, keys))},
            kF32.dtype(at::kByte));
        m_float = {k.to(at::kFloat).contiguous(), v.to(at::kFloat).contiguous()};
        check(dare::kernels::packTextCuda({kHeads, kChannels, keys,
                                           m_float[0].const_data_ptr<float>(),
                                           m_float[1].const_data_ptr<float>(), m_text.data_ptr()},
                                          nullptr));
        m_q = q;
        m_bias = bias;
        m_weights = logWeights;
        m_kappa = at::full({1}, 0.5, kF32);
        out = at::empty_like(q);
        before = at::empty({std::max(1, words), queries}, kF32);
        after = at::empty_like(before);
        readings = at::empty({3 * keys + 3}, kF32);
        // A word is two pieces here, the first and the last one a single piece each.
        std::vector<int> rowOf(static_cast<std::size_t>(keys), -1);
        for (int word = 0; word < words; ++word)
            rowOf[static_cast<std::size_t>(word)] = rowOf[static_cast<std::size_t>(word) + 24] =
                word;
        m_rows = at::tensor(rowOf, at::kInt).to(at::kCUDA);
        m_op.queries = static_cast<int>(queries);
        m_op.heads = kHeads;
        m_op.channels = kChannels;
        m_op.keys = keys;
        m_op.q = m_q.const_data_ptr();
        m_op.packed = m_text.const_data_ptr();
        m_op.keyBias = m_bias.const_data_ptr<float>();
        m_op.logWeights = m_weights.defined() ? m_weights.const_data_ptr<float>() : nullptr;
        m_op.kappa = m_kappa.const_data_ptr<float>();
        m_op.out = out.data_ptr();
        m_op.rows = words;
        m_op.rowOfKey = m_rows.const_data_ptr<int>();
        m_op.mapBefore = before.data_ptr<float>();
        m_op.mapAfter = after.data_ptr<float>();
        m_op.readings = readings.data_ptr<float>();
        const std::size_t bytes = dare::kernels::crossAttentionWorkspace(m_op);
        m_workspace = at::empty({static_cast<std::int64_t>(bytes)}, kF32.dtype(at::kByte));
        m_op.workspace = m_workspace.data_ptr();
    }
    void run() { check(dare::kernels::crossAttentionMapsCuda(m_op, nullptr)); }
    [[nodiscard]] double extraMegabytes() const
    {
        return static_cast<double>(m_workspace.nbytes() + before.nbytes() + after.nbytes() +
                                   readings.nbytes()) /
               1e6;
    }
    at::Tensor out, before, after, readings;
    [[nodiscard]] at::Tensor member() const // [words, keys]
    {
        const at::Tensor words = at::arange(before.size(0), m_rows.options()).unsqueeze(1);
        return (m_rows.unsqueeze(0) == words).to(at::kFloat);
    }

private:
    static void check(const dare::Result<void> &done)
    {
        if (!done) {
            std::fprintf(stderr, "%s\n", done.error().text().c_str());
            std::exit(1);
        }
    }
    dare::kernels::CrossAttentionCuda m_op;
    at::Tensor m_text, m_q, m_bias, m_weights, m_kappa, m_rows, m_workspace;
    std::vector<at::Tensor> m_float;
};

/// The formulas in f32, in pieces of queries. @return o' with kappa 0.5, map before, map after
std::vector<at::Tensor> reference(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                                  const at::Tensor &bias, const at::Tensor &weights,
                                  const at::Tensor &member)
{
    const auto keys = k.size(0);
    const at::Tensor kT = k.to(at::kFloat).view({keys, kHeads, kChannels}).permute({1, 2, 0});
    const at::Tensor values = v.to(at::kFloat).view({keys, kHeads, kChannels}).transpose(0, 1);
    std::vector<at::Tensor> outs, before, after;
    for (std::int64_t begin = 0; begin < q.size(0); begin += 4095) {
        const auto count = std::min<std::int64_t>(4095, q.size(0) - begin);
        const at::Tensor part = q.narrow(0, begin, count)
                                    .to(at::kFloat)
                                    .view({count, kHeads, kChannels})
                                    .transpose(0, 1);
        const at::Tensor z = at::matmul(part, kT) / std::sqrt(128.0) + bias;
        const at::Tensor p = at::softmax(z, -1);
        const at::Tensor changed = weights.defined() ? at::softmax(z + weights, -1) : p;
        const at::Tensor o = at::matmul(p, values);
        at::Tensor out = at::matmul(changed, values);
        if (weights.defined())
            out = out * (o.norm(2, -1, true) / out.norm(2, -1, true)).pow(0.5);
        outs.push_back(out.transpose(0, 1).reshape({count, -1}));
        before.push_back(at::matmul(member, p.mean(0).t()));
        after.push_back(at::matmul(member, changed.mean(0).t()));
    }
    return {at::cat(outs), at::cat(before, 1), at::cat(after, 1)};
}

at::Tensor sdpa(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                const at::Tensor &bias)
{
    return at::scaled_dot_product_attention(
        q, k, v, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt);
}

at::Tensor cudnn(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v)
{
    return std::get<0>(at::_scaled_dot_product_cudnn_attention(q, k, v, std::nullopt, false));
}

std::vector<at::Tensor> materialised(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                                     const at::Tensor &bias)
{
    const at::Tensor z = at::matmul(q, k.transpose(-1, -2)) / std::sqrt(128.0);
    const at::Tensor p = at::softmax(z, -1);
    if (!bias.defined())
        return {at::matmul(p, v), p.mean(1).narrow(-1, 0, kWords)};
    const at::Tensor after = at::softmax(z + bias, -1);
    return {at::matmul(after, v), p.mean(1).narrow(-1, 0, kWords),
            after.mean(1).narrow(-1, 0, kWords)};
}

void timeAttention(int keys, int rounds)
{
    const at::Tensor q = at::randn({kQueries, kHeads * kChannels}, kBf16);
    const at::Tensor k = at::randn({keys, kHeads * kChannels}, kBf16);
    const at::Tensor v = at::randn({keys, kHeads * kChannels}, kBf16);
    at::Tensor bias = at::zeros({keys}, kF32);
    if (keys < 512)
        bias[keys - 1] = std::log(512.0 - keys);
    const at::Tensor weights = at::randn({keys}, kF32).clamp(-2, 2);
    Ours maps(q, k, v, bias, weights, kWords), noMaps(q, k, v, bias, weights, 0);
    Ours plainMaps(q, k, v, bias, {}, kWords), plain(q, k, v, bias, {}, 0);
    for (Ours *ours : {&maps, &noMaps, &plainMaps, &plain})
        ours->run();
    const auto exact = reference(q, k, v, bias, weights, maps.member());
    const auto heads = [&](const at::Tensor &x) {
        return x.view({x.size(0), kHeads, kChannels}).transpose(0, 1).unsqueeze(0).contiguous();
    };
    const at::Tensor qh = heads(q), kh = heads(k), vh = heads(v);
    const at::Tensor mask = (bias + weights)
                                .to(at::kBFloat16)
                                .view({1, 1, 1, keys})
                                .expand({1, kHeads, kQueries, keys});
    const at::Tensor theirs =
        sdpa(qh, kh, vh, mask).squeeze(0).transpose(0, 1).reshape({kQueries, -1});
    const auto unscaled = reference(q, k, v, bias + weights, {}, maps.member());
    std::printf(
        "\n%d keys: relative errors against f32: ours out %.2e, map before %.2e, after %.2e; "
        "SDPA with bias %.2e; capture changes no bit of out: %s; extra allocation %.1f MB\n",
        keys, relative(maps.out, exact[0]), relative(maps.before, exact[1]),
        relative(maps.after, exact[2]), relative(theirs, unscaled[0]),
        at::equal(maps.out, noMaps.out) && at::equal(plainMaps.out, plain.out) ? "yes" : "NO",
        maps.extraMegabytes());
    Table table;
    table.add("ours: reweighting, consistency, maps of 24 words before and after",
              [&] { maps.run(); });
    table.add("ours: the same without maps", [&] { noMaps.run(); });
    table.add("ours: plain, maps of 24 words", [&] { plainMaps.run(); });
    table.add("ours: plain", [&] { plain.run(); });
    table.add("SDPA plain, default", [&] { sdpa(qh, kh, vh, {}); });
    table.add("SDPA plain, cuDNN", [&] { cudnn(qh, kh, vh); });
    table.add("SDPA with bias", [&] { sdpa(qh, kh, vh, mask); });
    if (keys == 512) {
        table.add("one map set materialised", [&] { materialised(qh, kh, vh, {}); });
        table.add("before and after materialised", [&] { materialised(qh, kh, vh, mask); });
    }
    table.add("copy of q", [&] { q.clone(); });
    table.run(rounds);
    table.print(
        ("cross-attention, 12 heads x 32,760 x 128, " + std::to_string(keys) + " keys").c_str());
}

void timeRows(int rounds)
{
    const std::int64_t width = kHeads * kChannels;
    at::Tensor x = at::randn({kQueries, width}, kF32);
    const at::Tensor y = at::randn({kQueries, width}, kBf16);
    const at::Tensor out = at::empty_like(y);
    const at::Tensor gate = at::randn({width}, kF32), scale = at::randn({width}, kF32);
    const at::Tensor qkv = at::randn({kQueries, 3 * width}, kBf16);
    const at::Tensor cosine = at::randn({kQueries, kChannels / 2}, kF32);
    dare::kernels::ResidualNorm norm;
    norm.rows = kQueries;
    norm.channels = width;
    norm.x = x.data_ptr<float>();
    norm.scale = norm.shift = scale.const_data_ptr<float>();
    norm.out = out.data_ptr();
    norm.outBf16 = true;
    dare::kernels::ResidualNorm both = norm;
    both.y = y.const_data_ptr();
    both.yBf16 = true;
    both.gate = gate.const_data_ptr<float>();
    dare::kernels::QkNormRopeCuda rope;
    rope.rows = kQueries;
    rope.heads = kHeads;
    rope.headDim = kChannels;
    rope.xBf16 = rope.yBf16 = true;
    rope.cosine = rope.sine = cosine.const_data_ptr<float>();
    rope.parts = 2;
    auto *base = static_cast<at::BFloat16 *>(qkv.data_ptr());
    for (int part = 0; part < 2; ++part)
        rope.part[part] = {base + part * width, 3 * width, scale.const_data_ptr<float>(),
                           base + part * width, 3 * width};
    Table table;
    table.add("ours: modulated norm (302 MB)", [&] { (void)residualNormCuda(norm, nullptr); });
    table.add("ATen: modulated norm", [&] {
        (at::layer_norm(x, {width}, {}, {}, 1e-6) * (scale + 1) + scale).to(at::kBFloat16);
    });
    table.add("ours: gated residual and norm (604 MB)",
              [&] { (void)residualNormCuda(both, nullptr); });
    table.add("ours: q and k norm and rope, in place (403 MB)",
              [&] { (void)qkNormRopeCuda(rope, nullptr); });
    table.add("copy of the stream (403 MB)", [&] { x.clone(); });
    table.run(rounds);
    table.print("elementwise, 32,760 x 1,536");
}

/// What a block's self-attention does, beside the library's alone.
void timeSelfAttention(int rounds)
{
    constexpr auto kCudnn = dare::SelfAttentionBackend::Cudnn;
    const std::int64_t repeated = dare::keysToRepeat(kCudnn, kQueries, kChannels);
    const at::Tensor all = at::randn({kQueries + repeated, 3, kHeads, kChannels}, kBf16);
    const at::Tensor once = all.narrow(0, 0, kQueries);
    all.narrow(0, kQueries, repeated).copy_(once.narrow(0, 0, repeated));
    const auto part = [](const at::Tensor &x, int i) { return x.select(1, i).transpose(0, 1); };
    const auto attend = [&](const at::Tensor &keys) {
        return dare::selfAttention(kCudnn, part(once, 0), part(keys, 1), part(keys, 2));
    };
    std::printf("\nself-attention over full blocks, relative difference %.2g\n",
                relative(attend(all), attend(once)));
    Table table;
    table.add("cuDNN, keys as they are", [&] { (void)attend(once); });
    table.add("ours: cuDNN over full blocks, what counts twice taken out",
              [&] { (void)attend(all); });
    table.run(rounds);
    table.print("self-attention, 12 heads x 32,760 x 128");
}

} // namespace

int main(int argc, char **argv)
{
    const c10::InferenceMode inference;
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 30;
    cudaDeviceProp card{};
    if (cudaGetDeviceProperties(&card, 0) != cudaSuccess) {
        std::fprintf(stderr, "no CUDA card here\n");
        return 1;
    }
    std::printf("%s, %d multiprocessors\n", card.name, card.multiProcessorCount);
    at::globalContext().lazyInitDevice(at::kCUDA);
    for (const int keys : {80, 49, 128, 512})
        timeAttention(keys, rounds);
    timeRows(rounds);
    timeSelfAttention(rounds);
    return 0;
}
