#include "core/verify/Fixture.h"

#include "core/models/Device.h"
#include "core/models/Weights.h"
#include "core/tensors/AtomicFile.h"

#include <ATen/ATen.h>

namespace dare::verify
{

Result<Fixture> Fixture::open(const std::filesystem::path &path, VerifyOptions options)
{
    Fixture out;
    out.m_folder = std::filesystem::is_directory(path) ? path : path.parent_path();
    out.m_options = std::move(options);
    auto file = SafeTensorsFile::open(out.m_folder / "fixture.safetensors");
    if (!file)
        return tl::unexpected(file.error());
    out.m_file = std::make_shared<SafeTensorsFile>(std::move(*file));
    const auto text = readTextFile(out.m_folder / "fixture.json");
    if (!text)
        return tl::unexpected(text.error());
    out.m_json = nlohmann::json::parse(*text, nullptr, false);
    if (!out.m_json.is_object())
        return failure(ErrorCode::InvalidInput, "is not a JSON object",
                       (out.m_folder / "fixture.json").string());
    return out;
}

bool Fixture::has(const std::string &name) const
{
    return m_file->find(name) != nullptr;
}

at::Tensor Fixture::tensor(const std::string &name) const
{
    const TensorView *view = m_file->find(name);
    if (view == nullptr)
        return {};
    return tensorOf(*view).to(view->dtype == DType::I64 ? at::kLong : at::kFloat, false, true);
}

std::vector<std::int64_t> Fixture::ids(const std::string &name) const
{
    const at::Tensor all = tensor(name).flatten().contiguous();
    const auto *data = all.const_data_ptr<std::int64_t>();
    std::vector<std::int64_t> out(data, data + all.numel());
    while (!out.empty() && out.back() == 0)
        out.pop_back();
    return out;
}

std::vector<std::string> Fixture::names(const std::string &prefix) const
{
    std::vector<std::string> out;
    for (const auto &[name, view] : m_file->tensors()) {
        if (name.starts_with(prefix))
            out.push_back(name);
    }
    return out;
}

void Fixture::compare(const std::string &stage, const at::Tensor &got, const at::Tensor &expected,
                      double allowed)
{
    auto found = std::find_if(m_stages.begin(), m_stages.end(),
                              [&](const StageResult &row) { return row.stage == stage; });
    if (found == m_stages.end())
        found = m_stages.insert(m_stages.end(), {stage, m_backend, 0.0, allowed, true});
    const at::Tensor a = got.to(at::kCPU, at::kDouble);
    const at::Tensor b = expected.to(at::kDouble);
    double worst = std::numeric_limits<double>::infinity();
    if (a.sizes() == b.sizes()) {
        // Equal infinities are no difference; NaN is the largest.
        const at::Tensor difference = at::where(a == b, at::zeros_like(a), (a - b).abs())
                                          .nan_to_num(std::numeric_limits<double>::infinity());
        worst = a.numel() == 0 ? 0.0 : difference.max().item<double>();
    }
    found->maxAbs = std::max(found->maxAbs.value_or(0.0), worst);
    found->ok = *found->maxAbs <= found->allowed;
}

void Fixture::compare(const std::string &stage, const at::Tensor &got, const std::string &name,
                      double allowed)
{
    compare(stage, got, tensor(name), allowed);
}

VerifyReport Fixture::report() const
{
    VerifyReport out;
    out.fixture = m_folder.string();
    out.stages = m_stages;
    out.ok = !m_stages.empty() &&
             std::all_of(m_stages.begin(), m_stages.end(),
                         [](const StageResult &row) { return row.ok.value_or(true); });
    return out;
}

Result<LoadedModel> LoadedModel::load(const std::filesystem::path &folder,
                                      const VerifyOptions &options, bool plainAten)
{
    const auto deviceName = resolveDevice(options.device);
    if (!deviceName)
        return tl::unexpected(deviceName.error());
    const at::Device device(*deviceName);
    const auto config = readModelConfig(folder);
    if (!config)
        return tl::unexpected(config.error());
    auto tokenizer = Tokenizer::load(folder / "tokenizer" / "spiece.model");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto text = UmT5Encoder::load(folder / "text_encoder", config->text, device);
    if (!text)
        return tl::unexpected(text.error());
    ProductOptions products = productsIn(options.precision);
    products.backend = plainAten ? LinearBackend::Aten : LinearBackend::Fastest;
    auto transformer =
        WanTransformer::load(folder / "transformer", config->transformer, device, products);
    if (!transformer)
        return tl::unexpected(transformer.error());
    LoadedModel out{*config, std::move(*tokenizer), std::move(*text),
                    std::make_shared<WanTransformer>(std::move(*transformer)), std::nullopt};
    auto vae = loadVae(folder, device, options, plainAten);
    if (!vae)
        return tl::unexpected(vae.error());
    out.vae = std::move(*vae);
    return out;
}

Result<TextContext> LoadedModel::context(const std::vector<std::int64_t> &ids, int limit,
                                         bool fold) const
{
    auto rows = text.encode(ids);
    if (!rows)
        return tl::unexpected(rows.error());
    return transformer->prepareText(*rows, static_cast<int>(ids.size()), limit, fold);
}

std::vector<std::int64_t> promptIds(const LoadedModel &model, const std::string &prompt, int limit)
{
    std::vector<std::int64_t> ids;
    for (const PieceSpan &piece : model.tokenizer.encode(cleanPrompt(prompt)))
        ids.push_back(piece.id);
    if (static_cast<int>(ids.size()) > limit - 1)
        ids.resize(static_cast<std::size_t>(limit - 1));
    ids.push_back(model.config.text.endId);
    return ids;
}

at::Tensor padRows(const at::Tensor &rows, std::int64_t limit)
{
    at::Tensor out = at::zeros({limit, rows.size(1)}, at::kFloat);
    out.narrow(0, 0, rows.size(0)).copy_(rows);
    return out;
}

} // namespace dare::verify
