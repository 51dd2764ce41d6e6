#pragma once

#include "core/tensors/SafeTensors.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// Sees a part of a model being read. @thread the one that loads
/// @param done, total bytes of the part's files; false cancels
using LoadProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

/// Reads tensors of one model part by name, checks shape and values, and places them. The first
/// thing that is wrong stays; check result() at the end instead of after every tensor.
class Weights
{
public:
    /// @param device where the tensors go
    Weights(const SafeTensorsFolder &folder, std::string part, at::Device device,
            LoadProgress progress = {});
    virtual ~Weights() = default;
    Weights(const Weights &) = delete;
    Weights &operator=(const Weights &) = delete;

    /// @param shape what the configs demand
    /// @return f32 on the device, or an undefined tensor after an error
    [[nodiscard]] at::Tensor get(const std::string &name, std::vector<std::int64_t> shape);
    /// The same, cast on the way: no f32 copy is made of what is stored or kept in less.
    [[nodiscard]] virtual at::Tensor get(const std::string &name, std::vector<std::int64_t> shape,
                                         at::ScalarType dtype);
    [[nodiscard]] const at::Device &device() const { return m_device; }
    /// @error NotFound, InvalidInput: shape differs from the config, NaN or infinite weights;
    ///        Cancelled by the progress
    [[nodiscard]] Result<void> result() const;

protected:
    Weights(std::string part, at::Device device);
    void fail(Error error);
    [[nodiscard]] bool failed() const { return m_error.has_value(); }

private:
    [[nodiscard]] const TensorView *checked(const std::string &name,
                                            const std::vector<std::int64_t> &shape);
    void account(std::uint64_t bytes);

    const SafeTensorsFolder *m_folder = nullptr;
    std::string m_part;
    at::Device m_device;
    LoadProgress m_progress;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
    std::optional<TensorView> m_view;
    std::optional<Error> m_error;
};

/// Wraps a view of a mapped file as a tensor, without a copy. Valid while the file is.
[[nodiscard]] at::Tensor tensorOf(const TensorView &view);

/// A view of a contiguous CPU tensor's memory, for writing.
[[nodiscard]] TensorView viewOf(const std::string &name, const at::Tensor &tensor);

} // namespace dare
