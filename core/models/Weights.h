#pragma once

#include "core/tensors/SafeTensors.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// Reads tensors of one model part by name, checks shape and values, and places them. The first
/// thing that is wrong stays; check error() at the end instead of after every tensor.
class Weights
{
public:
    /// @param device where the tensors go
    Weights(const SafeTensorsFolder &folder, std::string part, at::Device device);

    /// @param shape what the configs demand
    /// @return f32 on the device, or an undefined tensor after an error
    [[nodiscard]] at::Tensor get(const std::string &name, std::vector<std::int64_t> shape);
    [[nodiscard]] const at::Device &device() const { return m_device; }
    /// @error NotFound, InvalidInput: shape differs from the config, NaN or infinite weights
    [[nodiscard]] Result<void> result() const;

private:
    const SafeTensorsFolder &m_folder;
    std::string m_part;
    at::Device m_device;
    std::optional<Error> m_error;
};

/// Wraps a view of a mapped file as a tensor, without a copy. Valid while the file is.
[[nodiscard]] at::Tensor tensorOf(const TensorView &view);

/// A view of a contiguous CPU tensor's memory, for writing.
[[nodiscard]] TensorView viewOf(const std::string &name, const at::Tensor &tensor);

} // namespace dare
