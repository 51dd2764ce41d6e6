#include "tests/kernels/GpuKernels.h"

#include "kernels/bf16.h"
#include "kernels/channel_norm/op_cuda.h"
#include "kernels/cross_attention_maps/op_cuda.h"
#include "kernels/gated_gelu/op_cuda.h"
#include "kernels/guidance_combine/op.h"
#include "kernels/modulated_norm/op_cuda.h"
#include "kernels/qk_norm_rope/op_cuda.h"
#include "kernels/relative_softmax/op_cuda.h"
#include "kernels/repeated_keys/op_cuda.h"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cmath>

using namespace dare::kernels;

namespace
{

std::vector<std::uint16_t> narrow(const std::vector<float> &x)
{
    std::vector<std::uint16_t> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), toBf16);
    return out;
}

std::vector<float> widen(const std::vector<std::uint16_t> &x)
{
    std::vector<float> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), fromBf16);
    return out;
}

/// Of f16 that are finite and not negative.
std::vector<float> fromHalf(const std::vector<std::uint16_t> &x)
{
    std::vector<float> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), [](std::uint16_t bits) {
        const int exponent = bits >> 10;
        const int fraction = bits & 1023;
        return exponent == 0 ? std::ldexp(static_cast<float>(fraction), -24)
                             : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
    });
    return out;
}

float rounded(float x)
{
    return fromBf16(toBf16(x));
}

/// Device memory that holds NaN until something is written.
class Buffer
{
public:
    explicit Buffer(std::size_t bytes) : m_bytes(bytes)
    {
        if (cudaMalloc(&m_data, std::max<std::size_t>(bytes, 16)) == cudaSuccess)
            cudaMemset(m_data, 0xFF, std::max<std::size_t>(bytes, 16));
    }
    template <typename T>
    explicit Buffer(const std::vector<T> &values) : Buffer(values.size() * sizeof(T))
    {
        cudaMemcpy(m_data, values.data(), m_bytes, cudaMemcpyHostToDevice);
    }
    ~Buffer() { cudaFree(m_data); }
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;

    template <typename T> [[nodiscard]] T *as() const { return static_cast<T *>(m_data); }
    template <typename T> [[nodiscard]] std::vector<T> host() const
    {
        std::vector<T> out(m_bytes / sizeof(T));
        cudaMemcpy(out.data(), m_data, m_bytes, cudaMemcpyDeviceToHost);
        return out;
    }

private:
    void *m_data = nullptr;
    std::size_t m_bytes;
};

Buffer activations(const std::vector<float> &values, bool bf16)
{
    return bf16 ? Buffer(narrow(values)) : Buffer(values);
}

std::vector<float> readBack(const Buffer &buffer, bool bf16)
{
    return bf16 ? widen(buffer.host<std::uint16_t>()) : buffer.host<float>();
}

dare::Result<void> synchronised(dare::Result<void> launched)
{
    if (!launched)
        return launched;
    if (const cudaError_t error = cudaDeviceSynchronize(); error != cudaSuccess)
        return dare::failure(dare::ErrorCode::Internal, cudaGetErrorString(error), "kernel");
    return {};
}

std::vector<std::int32_t> slotsOf(const AttentionCase &setup)
{
    std::vector<std::int32_t> slots(static_cast<std::size_t>(setup.heads), -1);
    for (std::size_t i = 0; i < setup.mapHeads.size(); ++i)
        slots[static_cast<std::size_t>(setup.mapHeads[i])] = static_cast<std::int32_t>(i);
    return slots;
}

std::vector<float> slice(const std::vector<float> &from, std::size_t first, std::size_t count)
{
    const auto begin = from.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

namespace gpu
{

std::string reasonToSkip()
{
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0)
        return "no CUDA card here";
    cudaDeviceProp card{};
    cudaGetDeviceProperties(&card, 0);
    return card.major < 8 ? std::string(card.name) + " has no bf16 tensor cores" : std::string();
}

void roundInputs(AttentionCase &setup)
{
    for (std::vector<float> *values : {&setup.q, &setup.k, &setup.v})
        std::transform(values->begin(), values->end(), values->begin(), rounded);
}

dare::Result<AttentionAnswer<float>> attend(const AttentionCase &s, Maps maps, int repeats)
{
    const Buffer q(narrow(s.q)), k(s.k), v(s.v), bias(s.bias), weights(s.logWeights);
    const Buffer kappa(std::vector<float>{s.kappa}), rowOfKey(s.rowOfKey), slots(slotsOf(s));
    const Buffer packed(packedTextBytes(s.heads, s.channels, s.keys));
    if (auto done = packTextCuda(
            {s.heads, s.channels, s.keys, k.as<float>(), v.as<float>(), packed.as<void>()},
            nullptr);
        !done)
        return tl::unexpected(done.error());
    const int rows = s.capture ? 1 + *std::max_element(s.rowOfKey.begin(), s.rowOfKey.end()) : 0;
    const auto cells = static_cast<std::size_t>(std::max<std::size_t>(1, s.mapHeads.size())) *
                       static_cast<std::size_t>(rows) * static_cast<std::size_t>(s.queries);
    const auto keys = static_cast<std::size_t>(s.keys);
    const bool half = maps == Maps::Half;
    const std::size_t mapBytes = cells * (half ? 2 : 4);
    const Buffer out(s.q.size() * 2), before(mapBytes), after(mapBytes), read((3 * keys + 3) * 4);
    CrossAttentionCuda op;
    op.queries = s.queries;
    op.heads = s.heads;
    op.channels = s.channels;
    op.keys = s.keys;
    op.q = q.as<void>();
    op.packed = packed.as<void>();
    op.keyBias = s.bias.empty() ? nullptr : bias.as<float>();
    op.logWeights = s.logWeights.empty() ? nullptr : weights.as<float>();
    op.kappa = kappa.as<float>();
    op.out = out.as<void>();
    op.rows = rows;
    op.rowOfKey = rowOfKey.as<std::int32_t>();
    op.slots = static_cast<int>(s.mapHeads.size());
    op.slotOfHead = slots.as<std::int32_t>();
    op.mapBefore = before.as<void>();
    op.mapAfter = after.as<void>();
    op.halfMaps = half;
    op.readings = s.capture ? read.as<float>() : nullptr;
    const Buffer workspace(crossAttentionWorkspace(op));
    op.workspace = workspace.as<void>();
    if (auto done = synchronised(crossAttentionMapsCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    const std::vector<std::uint16_t> first = out.host<std::uint16_t>();
    for (int run = 0; run < repeats; ++run) {
        if (auto done = synchronised(crossAttentionMapsCuda(op, nullptr)); !done)
            return tl::unexpected(done.error());
        if (out.host<std::uint16_t>() != first)
            return dare::failure(dare::ErrorCode::Internal,
                                 "repeat " + std::to_string(run) + " gave another output",
                                 "kernel");
    }
    AttentionAnswer<float> answer;
    answer.out = widen(first);
    answer.mapBefore = half ? fromHalf(before.host<std::uint16_t>()) : before.host<float>();
    answer.mapAfter = half ? fromHalf(after.host<std::uint16_t>()) : after.host<float>();
    const std::vector<float> readings = read.host<float>();
    answer.massBefore = slice(readings, 0, keys);
    answer.massAfter = slice(readings, keys, keys);
    answer.cosByKey = slice(readings, 2 * keys, keys);
    answer.readings = slice(readings, 3 * keys, 3);
    return answer;
}

AttentionAnswer<double> plainBf16(const AttentionCase &s)
{
    AttentionAnswer<double> answer;
    answer.out.resize(s.q.size());
    const auto channels = static_cast<std::size_t>(s.channels);
    const auto heads = static_cast<std::size_t>(s.heads);
    const auto keys = static_cast<std::size_t>(s.keys);
    const auto queries = static_cast<std::size_t>(s.queries);
    answer.mapBefore.assign(keys * queries, 0.0); // every key its own row, mean over heads
    answer.mapAfter = answer.mapBefore;
    const float scale = 1.0F / std::sqrt(static_cast<float>(s.channels));
    const auto softmaxOf = [&](const std::vector<float> &z) {
        const float top = *std::max_element(z.begin(), z.end());
        std::vector<float> p(keys);
        float sum = 0.0F;
        for (std::size_t key = 0; key < keys; ++key)
            sum += p[key] = std::exp(z[key] - top);
        for (float &value : p)
            value = rounded(value / sum);
        return p;
    };
    for (std::size_t query = 0; query < queries; ++query) {
        for (std::size_t head = 0; head < heads; ++head) {
            std::vector<float> z(keys);
            for (std::size_t key = 0; key < keys; ++key) {
                float sum = 0.0F;
                for (std::size_t c = 0; c < channels; ++c)
                    sum += s.q[(query * heads + head) * channels + c] *
                           s.k[(key * heads + head) * channels + c];
                z[key] = rounded(rounded(sum * scale) + (s.bias.empty() ? 0.0F : s.bias[key]));
            }
            const std::vector<float> before = softmaxOf(z);
            for (std::size_t key = 0; key < keys && !s.logWeights.empty(); ++key)
                z[key] = rounded(z[key] + s.logWeights[key]);
            const std::vector<float> after = softmaxOf(z);
            std::vector<float> o(channels), plain(channels);
            for (std::size_t key = 0; key < keys; ++key) {
                for (std::size_t c = 0; c < channels; ++c) {
                    const float value = s.v[(key * heads + head) * channels + c];
                    o[c] += after[key] * value;
                    plain[c] += before[key] * value;
                }
                answer.mapBefore[key * queries + query] +=
                    static_cast<double>(before[key]) / s.heads;
                answer.mapAfter[key * queries + query] += static_cast<double>(after[key]) / s.heads;
            }
            const auto length = [](const std::vector<float> &x) {
                float sum = 0.0F;
                for (const float value : x)
                    sum += value * value;
                return std::sqrt(sum);
            };
            const float factor =
                s.logWeights.empty()
                    ? 1.0F
                    : std::pow(length(plain) / std::max(length(o), 1e-6F), s.kappa);
            for (std::size_t c = 0; c < channels; ++c)
                answer.out[(query * heads + head) * channels + c] =
                    static_cast<double>(rounded(rounded(o[c]) * factor));
        }
    }
    return answer;
}

dare::Result<RowsAnswer> residualNorm(const RowsCase &s)
{
    const Buffer x = activations(s.x, s.xBf16), y = activations(s.y, s.yBf16), gate(s.gate),
                 scale(s.scale), shift(s.shift);
    const Buffer out(s.scale.empty() ? 0 : s.x.size() * (s.outBf16 ? 2 : 4));
    ResidualNorm op;
    op.rows = s.rows;
    op.channels = s.channels;
    op.offset = s.offset;
    op.centred = s.centred;
    op.x = x.as<void>();
    op.xBf16 = s.xBf16;
    op.y = s.y.empty() ? nullptr : y.as<void>();
    op.yBf16 = s.yBf16;
    op.gate = s.gate.empty() ? nullptr : gate.as<float>();
    op.scale = scale.as<float>();
    op.shift = s.shift.empty() ? nullptr : shift.as<float>();
    op.out = s.scale.empty() ? nullptr : out.as<void>();
    op.outBf16 = s.outBf16;
    if (auto done = synchronised(residualNormCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    return RowsAnswer{readBack(x, s.xBf16), readBack(out, s.outBf16)};
}

dare::Result<std::vector<std::vector<float>>> qkNormRope(const RopeCase &s)
{
    const std::int64_t channels = std::int64_t{s.heads} * s.headDim;
    const Buffer x = activations(s.x, s.bf16);
    const Buffer weight(s.weight), cosine(s.cosine), sine(s.sine);
    const std::size_t size = static_cast<std::size_t>(s.rows * channels) * (s.bf16 ? 2 : 4);
    const Buffer y0(size), y1(size);
    QkNormRopeCuda op;
    op.rows = s.rows;
    op.heads = s.heads;
    op.headDim = s.headDim;
    op.xBf16 = op.yBf16 = s.bf16;
    op.cosine = s.cosine.empty() ? nullptr : cosine.as<float>();
    op.sine = s.cosine.empty() ? nullptr : sine.as<float>();
    op.parts = s.parts;
    for (int part = 0; part < s.parts; ++part) {
        char *source = x.as<char>() + part * channels * (s.bf16 ? 2 : 4);
        void *target = part == 0 ? y0.as<void>() : y1.as<void>();
        op.part[part] = {source, 3 * channels, weight.as<float>(), s.inPlace ? source : target,
                         s.inPlace ? 3 * channels : channels};
    }
    if (auto done = synchronised(qkNormRopeCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    std::vector<std::vector<float>> out;
    const std::vector<float> joint = readBack(x, s.bf16);
    for (int part = 0; part < s.parts; ++part) {
        if (!s.inPlace) {
            out.push_back(readBack(part == 0 ? y0 : y1, s.bf16));
            continue;
        }
        out.emplace_back();
        for (std::int64_t row = 0; row < s.rows; ++row) {
            const auto begin = joint.begin() + (3 * row + part) * channels;
            out.back().insert(out.back().end(), begin, begin + channels);
        }
    }
    return out;
}

dare::Result<channelRows::Bf16s> channelNorm(const channelRows::Norm &s)
{
    const Buffer x(s.x), bias(s.bias), gamma(s.gamma), y(s.x.size() * 2);
    const auto op =
        channelRows::operatorOf(s, x.as<void>(), bias.as<float>(), gamma.as<float>(), y.as<void>());
    if (auto done = synchronised(channelNormCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    return y.host<std::uint16_t>();
}

dare::Result<channelRows::Bf16s> biasedSum(const channelRows::Sum &s)
{
    const Buffer x(s.x), bias(s.bias), skip(s.skip);
    const BiasedSum op{s.rows, s.channels, x.as<void>(), bias.as<float>(),
                       s.skip.empty() ? nullptr : skip.as<void>()};
    if (auto done = synchronised(biasedSumCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    return x.host<std::uint16_t>();
}

dare::Result<textRows::Bf16s> gatedGelu(const textRows::Gate &s)
{
    const Buffer x(s.x), y(s.x.size());
    if (auto done =
            synchronised(gatedGeluCuda({s.rows, s.channels, x.as<void>(), y.as<void>()}, nullptr));
        !done)
        return tl::unexpected(done.error());
    return y.host<std::uint16_t>();
}

dare::Result<textRows::Bf16s> relativeSoftmax(const textRows::Softmax &s)
{
    const Buffer z(s.z), table(s.table), bucket(s.bucket), p(s.z.size() * 2);
    const auto op = textRows::operatorOf(s, z.as<float>(), table.as<float>(),
                                         bucket.as<std::int32_t>(), p.as<void>());
    if (auto done = synchronised(relativeSoftmaxCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    return p.host<std::uint16_t>();
}

dare::Result<repeatedRows::Bf16s> repeatedKeys(const repeatedRows::Case &s)
{
    const Buffer q(s.q), k(s.k), v(s.v), lse(s.lse), y(s.y);
    const auto op = repeatedRows::operatorOf(s, q.as<void>(), k.as<void>(), v.as<void>(),
                                             lse.as<float>(), y.as<void>());
    if (auto done = synchronised(repeatedKeysCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    return y.host<std::uint16_t>();
}

dare::Result<std::vector<float>> guide(const std::vector<float> &cond,
                                       const std::vector<float> &neg, const std::vector<float> &dom,
                                       float w, float lambda)
{
    const Buffer c(cond), n(neg), d(dom), out(cond.size() * 4);
    GuidanceCombine op;
    op.count = static_cast<std::int64_t>(cond.size());
    op.cond = c.as<float>();
    op.neg = neg.empty() ? nullptr : n.as<float>();
    op.dom = dom.empty() ? nullptr : d.as<float>();
    op.w = w;
    op.lambda = lambda;
    op.out = out.as<float>();
    if (auto done = synchronised(guidanceCombineCuda(op, nullptr)); !done)
        return tl::unexpected(done.error());
    return out.host<float>();
}

} // namespace gpu
