#include "tests/attention/AttentionCases.h"

#include "core/attention/CrossAttention.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <limits>

namespace attention_cases
{
namespace
{

std::vector<float> values(const at::Tensor &tensor)
{
    if (!tensor.defined())
        return {};
    const at::Tensor host = tensor.contiguous();
    return {host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel()};
}

double farthest(const std::vector<float> &a, const std::vector<float> &b)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double worst = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        worst = difference <= worst ? worst : difference;
    }
    return worst;
}

/// Keys or values of a text whose pads are all alike. @return [tokens, heads * channels]
at::Tensor textRows(const Setup &setup, at::Generator &random)
{
    const std::int64_t width = std::int64_t{setup.heads} * setup.channels;
    const at::Tensor real = at::randn({setup.realTokens, width}, random, at::kFloat);
    const at::Tensor pad = at::randn({1, width}, random, at::kFloat);
    return at::cat({real, pad.expand({setup.tokens - setup.realTokens, width})});
}

} // namespace

dare::Result<Answer> attend(const Setup &setup, Path path)
{
    at::Generator random = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{7});
    const std::int64_t width = std::int64_t{setup.heads} * setup.channels;
    const at::Tensor q = at::randn({setup.queries, width}, random, at::kFloat);
    at::Tensor k = textRows(setup, random);
    at::Tensor v = textRows(setup, random);
    if (setup.folded) {
        const int keys = std::min(setup.tokens, setup.realTokens + 1);
        k = k.narrow(0, 0, keys);
        v = v.narrow(0, 0, keys);
    }
    const dare::TextKeys keys =
        dare::packTextKeys(k, v, setup.heads, setup.realTokens, setup.tokens, setup.folded);
    dare::MapRequest maps;
    for (const auto &tokens : setup.rows)
        maps.rows.push_back({"row", tokens, -1});
    maps.heads = setup.mapHeads;
    const dare::BlockReweight reweight{setup.logWeights, setup.kappa};
    auto result = path == Path::Kernel
                      ? dare::crossAttention(q, setup.heads, keys, reweight, maps)
                      : dare::Result<dare::AttentionResult>(
                            dare::crossAttentionAten(q, setup.heads, keys, reweight, maps));
    if (!result)
        return tl::unexpected(result.error());
    const dare::AttentionReading &reading = result->reading;
    return Answer{values(result->out),
                  reading.massBefore,
                  reading.massAfter,
                  reading.cosByToken,
                  values(reading.mapBefore),
                  values(reading.mapAfter),
                  {reading.normBefore, reading.normAfter, reading.consistency},
                  reading.reweighted,
                  reading.mapAfter.defined()};
}

double distance(const Answer &a, const Answer &b)
{
    if (a.reweighted != b.reweighted || a.hasMapAfter != b.hasMapAfter)
        return std::numeric_limits<double>::infinity();
    double worst = 0.0;
    for (const auto member :
         {&Answer::out, &Answer::massBefore, &Answer::massAfter, &Answer::cosByToken,
          &Answer::mapBefore, &Answer::mapAfter, &Answer::readings}) {
        const double here = farthest(a.*member, b.*member);
        worst = here <= worst ? worst : here;
    }
    return worst;
}

std::string backendOnCpu()
{
    return dare::crossAttentionBackend(at::kCPU);
}

} // namespace attention_cases
