#include "core/models/Weights.h"

#include "core/tensors/MappedPages.h"

#include <ATen/ATen.h>

namespace dare
{
namespace
{

at::ScalarType scalarType(DType dtype)
{
    switch (dtype) {
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::I64:
        return at::kLong;
    case DType::F32:
        break;
    }
    return at::kFloat;
}

DType dtypeOf(at::ScalarType type)
{
    switch (type) {
    case at::kHalf:
        return DType::F16;
    case at::kBFloat16:
        return DType::BF16;
    case at::kLong:
        return DType::I64;
    default:
        return DType::F32;
    }
}

std::string text(const std::vector<std::int64_t> &shape)
{
    std::string out = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        out += (i == 0 ? "" : ",") + std::to_string(shape[i]);
    return out + "]";
}

} // namespace

at::Tensor tensorOf(const TensorView &view)
{
    // ATen has no read-only tensors; nothing writes to this one.
    return at::from_blob(const_cast<std::byte *>(view.bytes.data()), view.shape,
                         at::TensorOptions(scalarType(view.dtype)));
}

TensorView viewOf(const std::string &name, const at::Tensor &tensor)
{
    return {name,
            dtypeOf(tensor.scalar_type()),
            tensor.sizes().vec(),
            {static_cast<const std::byte *>(tensor.const_data_ptr()), tensor.nbytes()}};
}

Weights::Weights(const SafeTensorsFolder &folder, std::string part, at::Device device,
                 LoadProgress progress)
    : m_folder(&folder), m_part(std::move(part)), m_device(device), m_progress(std::move(progress))
{
    for (const SafeTensorsFile &file : folder.files()) {
        for (const auto &[name, tensor] : file.tensors())
            m_total += tensor.bytes.size();
    }
}

Weights::Weights(std::string part, at::Device device) : m_part(std::move(part)), m_device(device) {}

void Weights::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

const TensorView *Weights::checked(const std::string &name, const std::vector<std::int64_t> &shape)
{
    if (m_error)
        return nullptr;
    auto view = m_folder->get(name);
    if (!view) {
        fail(view.error());
        return nullptr;
    }
    if (view->shape != shape) {
        fail({ErrorCode::InvalidInput,
              "tensor \"" + name + "\" has shape " + text(view->shape) +
                  " but the config asks for " + text(shape) +
                  "; weights and config belong to different models",
              m_part});
        return nullptr;
    }
    m_view = std::move(*view);
    return &*m_view;
}

void Weights::account(std::uint64_t bytes)
{
    m_done += bytes;
    if (m_progress && !m_progress(m_done, m_total))
        fail({ErrorCode::Cancelled, "loading was cancelled", m_part});
}

at::Tensor Weights::get(const std::string &name, std::vector<std::int64_t> shape)
{
    return get(name, std::move(shape), at::kFloat);
}

at::Tensor Weights::get(const std::string &name, std::vector<std::int64_t> shape,
                        at::ScalarType dtype)
{
    const TensorView *view = checked(name, shape);
    if (view == nullptr)
        return {};
    // A copy: the mapping may go, and unaligned offsets are legal in the file. It is cast before it
    // travels, so that a card never holds both.
    const at::Tensor tensor = tensorOf(*view).to(at::kCPU, dtype, false, true).to(m_device);
    if (!at::isfinite(tensor.sum(at::kFloat)).item<bool>()) {
        fail({ErrorCode::InvalidInput,
              "tensor \"" + name + "\" holds NaN or infinite weights; fetch the file again",
              m_part});
        return {};
    }
    releasePages(view->bytes);
    account(view->bytes.size());
    return failed() ? at::Tensor() : tensor;
}

Result<void> Weights::result() const
{
    if (m_error)
        return tl::unexpected(*m_error);
    return {};
}

} // namespace dare
