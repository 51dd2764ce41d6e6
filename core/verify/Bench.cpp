#include "core/verify/Bench.h"

#include "core/models/Device.h"
#include "core/models/ModelFolder.h"
#include "core/models/Weights.h"
#include "core/verify/Fixture.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <chrono>
#include <exception>
#include <sys/resource.h>

namespace dare
{
namespace
{

using verify::Fixture;
using verify::LoadedModel;

constexpr const char *kPrompt = "a hedgehog bounces next to a cat in the snow";
constexpr double kGuidance = 3.0;
constexpr int kForwardsARound = 5; ///< with and without maps each

double secondsOf(const std::function<void()> &work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Inputs of the timed work.
struct Inputs {
    at::Tensor noise; ///< [1,C,F,Y,X]
    at::Tensor x;     ///< [C,F,Y,X] of the single forward
    std::int64_t timestep = 600;
    std::string prompt = kPrompt;
};

Result<Inputs> readInputs(const BenchOptions &options, const ModelInfo &info)
{
    Inputs out;
    if (!options.fixture.empty()) {
        const auto fixture = Fixture::open(options.fixture, {});
        if (!fixture)
            return tl::unexpected(fixture.error());
        const at::Tensor frames = fixture->tensor("dare.p0.frames_w3");
        out.noise = fixture->tensor("noise");
        if (!out.noise.defined() || !frames.defined())
            return failure(ErrorCode::InvalidInput, "has no noise or no dare.p0.frames_w3",
                           options.fixture.string());
        out.x = (0.4 * frames + 0.6 * out.noise[0]).contiguous();
        return out;
    }
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{0});
    out.noise =
        at::randn({1, info.latentChannels, info.size.frames, info.size.height, info.size.width},
                  generator, at::TensorOptions(at::kFloat));
    out.x = out.noise[0];
    return out;
}

/// One variant with its prompt, ready for forwards.
class BenchSide
{
public:
    static Result<BenchSide> load(const std::filesystem::path &folder, const Inputs &inputs,
                                  const VerifyOptions &options)
    {
        auto model = LoadedModel::load(folder, options, false);
        if (!model)
            return tl::unexpected(model.error());
        const auto density = SemanticDensity::load(folder, model->tokenizer);
        if (!density)
            return tl::unexpected(density.error());
        auto tokens =
            tokenize(inputs.prompt, model->tokenizer, *density, model->config.tokenizerLimit);
        if (!tokens)
            return tl::unexpected(tokens.error());
        return BenchSide(std::move(*model), std::move(*tokens));
    }

    [[nodiscard]] SelfAttentionBackend selfAttention() const
    {
        return m_model.transformer->selfAttention();
    }

    Result<at::Tensor> forward(const Inputs &inputs, bool capture)
    {
        if (m_context.blocks.empty()) {
            auto context = m_model.context(m_tokens.ids, m_tokens.limit);
            if (!context)
                return tl::unexpected(context.error());
            m_context = *context;
        }
        WanTransformer::Request request;
        request.x = inputs.x.to(m_model.transformer->device());
        request.timestep = inputs.timestep;
        request.text = &m_context;
        const MapRequest all{mapRows(m_tokens), {}};
        if (capture)
            request.maps = [&all](int) { return all; };
        auto output = m_model.transformer->forward(request);
        return output ? Result<at::Tensor>(output->cpu()) : output;
    }

    /// From text to latents. @param s strength of SRA
    Result<void> sample(const Inputs &inputs, int steps, double shift, double s)
    {
        SideSetup setup;
        setup.options.value(Option::W) = kGuidance;
        setup.options.value(Option::S) = s;
        setup.tokens = m_tokens;
        setup.model = m_model.transformer;
        setup.prediction = m_model.config.scheduler.prediction;
        setup.schedule =
            sigmaSchedule(SigmaTable::New, steps, shift, m_model.config.scheduler.trainSteps);
        for (const auto &[branch, ids] :
             {std::pair{Branch::Cond, m_tokens.ids},
              {Branch::Neg, std::vector<std::int64_t>{m_model.config.text.endId}}}) {
            auto context = m_model.context(ids, m_tokens.limit);
            if (!context)
                return tl::unexpected(context.error());
            setup.texts[branch] = *context;
        }
        SideSampler sampler(std::move(setup), inputs.noise);
        while (!sampler.finished()) {
            if (auto step = sampler.advance(nullptr); !step)
                return tl::unexpected(step.error());
        }
        return {};
    }

private:
    BenchSide(LoadedModel model, TokenSequence tokens)
        : m_model(std::move(model)), m_tokens(std::move(tokens))
    {
    }
    LoadedModel m_model;
    TokenSequence m_tokens;
    TextContext m_context;
};

double peakMegabytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

Result<void> writeDump(const std::filesystem::path &path, const at::Tensor &output)
{
    const at::Tensor host = output.contiguous();
    return writeSafeTensors(path, {viewOf("forward.output", host)}, {});
}

Result<void> timeForwards(BenchSide &side, const Inputs &inputs, const BenchOptions &options,
                          BenchResult &out)
{
    const auto output = side.forward(inputs, false);
    if (!output)
        return tl::unexpected(output.error());
    if (!options.dump.empty()) {
        if (auto written = writeDump(options.dump, *output); !written)
            return written;
    }
    (void)side.forward(inputs, true);
    // Alternating, so that a slow moment of the machine meets both.
    for (int i = 0; i < options.rounds * kForwardsARound; ++i) {
        out.forwardMs.push_back(1e3 * secondsOf([&] { (void)side.forward(inputs, false); }));
        out.forwardCaptureMs.push_back(1e3 * secondsOf([&] { (void)side.forward(inputs, true); }));
    }
    return {};
}

Result<BenchResult> bench(const BenchOptions &options)
{
    BenchResult out;
    out.threads = useThreads(options.threads);
    const auto device = resolveDevice(options.device);
    if (!device)
        return tl::unexpected(device.error());
    const Precision precision = resolvePrecision(options.precision, *device);
    const auto info = inspectModel(embeddedModelFolder());
    if (!info)
        return tl::unexpected(info.error());
    const auto inputs = readInputs(options, *info);
    if (!inputs)
        return tl::unexpected(inputs.error());
    auto plain = BenchSide::load(info->folder("plain"), *inputs, {*device, precision});
    auto dare = BenchSide::load(info->folder("dare"), *inputs, {*device, precision});
    if (!plain || !dare)
        return tl::unexpected(plain ? dare.error() : plain.error());
    auto environment = describeEnvironment(*device);
    out.device = *device;
    out.precision = std::string(name(precision));
    const at::Device place(*device);
    const at::ScalarType dtype = productsIn(precision).dtype;
    out.backend = environment["linear"] + "; " + std::string(name(dare->selfAttention())) + "; " +
                  crossAttentionBackend(place, dtype, info->headDim);
    out.processor = environment["processor"];
    out.steps = options.steps;
    if (auto timed = timeForwards(*dare, *inputs, options, out); !timed)
        return tl::unexpected(timed.error());
    for (int round = 0; round < options.rounds; ++round) {
        Result<void> done;
        out.pairSeconds.push_back(secondsOf([&] {
            done = plain->sample(*inputs, options.steps, info->shift, 0.0);
            if (done)
                done = dare->sample(*inputs, options.steps, info->shift, info->sraStrength);
        }));
        if (!done)
            return tl::unexpected(done.error());
    }
    out.peakMegabytes = peakMegabytes();
    return out;
}

} // namespace

Result<BenchResult> benchEmbedded(const BenchOptions &options)
try {
    return bench(options);
} catch (const std::exception &error) {
    const std::string text = error.what();
    return failure(ErrorCode::Internal, text.substr(0, text.find('\n')), "bench");
}

} // namespace dare
