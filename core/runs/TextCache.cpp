#include "core/runs/TextCache.h"

#include "core/models/Weights.h"
#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"

#include <ATen/ATen.h>

#include <span>
#include <system_error>

namespace dare
{

TextCache::TextCache(std::filesystem::path folder, std::string encoder)
    : m_folder(std::move(folder)), m_encoder(std::move(encoder))
{
}

std::filesystem::path TextCache::file(const std::vector<std::int64_t> &ids) const
{
    std::string key = m_encoder;
    for (const std::int64_t id : ids)
        key += " " + std::to_string(id);
    return m_folder / (sha256(std::as_bytes(std::span(key))) + ".safetensors");
}

std::optional<at::Tensor> TextCache::find(const std::vector<std::int64_t> &ids) const
{
    const auto stored = SafeTensorsFile::open(file(ids));
    const TensorView *rows = stored ? stored->find("rows") : nullptr;
    if (rows == nullptr || rows->dtype != DType::F32 || rows->shape.size() != 2 ||
        rows->shape[0] != static_cast<std::int64_t>(ids.size()))
        return std::nullopt;
    return tensorOf(*rows).clone();
}

Result<void> TextCache::store(const std::vector<std::int64_t> &ids, const at::Tensor &rows) const
{
    std::error_code error;
    std::filesystem::create_directories(m_folder, error);
    if (error)
        return failure(ErrorCode::Io, "cannot be made (" + error.message() + ")",
                       m_folder.string());
    const at::Tensor host = rows.to(at::kCPU, at::kFloat).contiguous();
    return writeSafeTensors(file(ids), {viewOf("rows", host)}, {});
}

} // namespace dare
