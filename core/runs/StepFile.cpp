#include "core/runs/StepFile.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <utility>

namespace dare
{
namespace
{

using Shape = std::vector<std::int64_t>;

struct MetricTensor {
    const char *name;
    std::vector<float> StepMetrics::*values;
    Shape shape; ///< -1: as many as there are
};

std::vector<MetricTensor> metricTensors(int blocks, int tokens)
{
    return {{"mass_before", &StepMetrics::massBefore, {blocks, tokens}},
            {"mass_after", &StepMetrics::massAfter, {blocks, tokens}},
            {"norm_before", &StepMetrics::normBefore, {blocks}},
            {"norm_after", &StepMetrics::normAfter, {blocks}},
            {"consistency", &StepMetrics::consistency, {blocks}},
            {"word_consistency", &StepMetrics::wordConsistency, {blocks, -1}},
            {"share", &StepMetrics::share, {-1}}};
}

/// Puts the number of words where the shape leaves it open.
Shape closed(Shape shape, std::size_t values)
{
    if (shape.back() >= 0)
        return shape;
    const std::int64_t rows = shape.size() > 1 ? shape.front() : 1;
    shape.back() = rows > 0 ? static_cast<std::int64_t>(values) / rows : 0;
    return shape;
}

bool fits(const Shape &shape, const Shape &pattern)
{
    if (shape.size() != pattern.size())
        return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (pattern[i] >= 0 && shape[i] != pattern[i])
            return false;
    }
    return true;
}

template <typename Number>
Result<void> readNumber(const SafeTensorsFile &file, const char *key, Number &target)
{
    const auto found = file.metadata().find(key);
    if (found != file.metadata().end()) {
        const std::string &text = found->second;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), target);
        if (error == std::errc() && end == text.data() + text.size() && target >= Number{})
            return {};
    }
    return failure(ErrorCode::InvalidInput,
                   fmt::format("its metadata has no number `{}`: it is no step of a run, or "
                               "damaged; remove it and resume the run",
                               key),
                   file.path().string());
}

Result<void> readTensor(const SafeTensorsFile &file, const MetricTensor &metric, StepMetrics &out)
{
    const TensorView *tensor = file.find(metric.name);
    if (tensor == nullptr)
        return {};
    if (tensor->dtype != DType::F32 || !fits(tensor->shape, metric.shape))
        return failure(ErrorCode::InvalidInput,
                       "has another type or shape than this step's blocks and tokens ask for; "
                       "remove the file and resume the run",
                       fmt::format("{}, tensor `{}`", file.path().string(), metric.name));
    std::vector<float> &values = out.*metric.values;
    values.resize(tensor->bytes.size() / sizeof(float));
    if (!values.empty())
        std::memcpy(values.data(), tensor->bytes.data(), tensor->bytes.size());
    return {};
}

} // namespace

Result<void> writeStepFile(const std::filesystem::path &path, const StepRecord &record)
{
    const StepMetrics &metrics = record.metrics;
    std::vector<TensorView> tensors = record.state;
    for (const MetricTensor &metric : metricTensors(metrics.blocks, metrics.tokens)) {
        const std::vector<float> &values = metrics.*metric.values;
        if (!values.empty())
            tensors.push_back({metric.name, DType::F32, closed(metric.shape, values.size()),
                               std::as_bytes(std::span(values))});
    }
    std::map<std::string, std::string> metadata = record.scalars;
    metadata["step"] = fmt::format("{}", metrics.step);
    metadata["seconds"] = fmt::format("{}", metrics.seconds);
    metadata["blocks"] = fmt::format("{}", metrics.blocks);
    metadata["tokens"] = fmt::format("{}", metrics.tokens);
    return writeSafeTensors(path, tensors, metadata);
}

Result<StepMetrics> readStepMetrics(const std::filesystem::path &path)
{
    const Result<SafeTensorsFile> file = SafeTensorsFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    StepMetrics metrics;
    Result<void> read = readNumber(*file, "step", metrics.step);
    if (read)
        read = readNumber(*file, "seconds", metrics.seconds);
    if (read)
        read = readNumber(*file, "blocks", metrics.blocks);
    if (read)
        read = readNumber(*file, "tokens", metrics.tokens);
    for (const MetricTensor &metric : metricTensors(metrics.blocks, metrics.tokens)) {
        if (read)
            read = readTensor(*file, metric, metrics);
    }
    if (!read)
        return tl::unexpected(read.error());
    return metrics;
}

} // namespace dare
