#pragma once

#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// Embeddings of texts on disk, so that a large encoder need not be loaded for a text it has read
/// before. One small file a text, written atomically; any of them may be removed at any time.
class TextCache
{
public:
    /// @param folder of the files; made when the first is written
    /// @param encoder what decides the values beside the ids: the model's hash, precision, device
    /// type
    TextCache(std::filesystem::path folder, std::string encoder);

    /// @return [n,width] f32 on the CPU; none where it is not there or damaged
    [[nodiscard]] std::optional<at::Tensor> find(const std::vector<std::int64_t> &ids) const;
    /// @error Io
    [[nodiscard]] Result<void> store(const std::vector<std::int64_t> &ids,
                                     const at::Tensor &rows) const;

private:
    [[nodiscard]] std::filesystem::path file(const std::vector<std::int64_t> &ids) const;

    std::filesystem::path m_folder;
    std::string m_encoder;
};

} // namespace dare
