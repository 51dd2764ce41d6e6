#pragma once

#include "core/types/Result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dare
{

enum class DType { F32, F16, BF16, I64 };

[[nodiscard]] std::size_t byteSize(DType dtype);
[[nodiscard]] const char *name(DType dtype); ///< as in safetensors headers: "F32", "BF16", ...

/// A tensor in a mapped file. Valid while the file object that gave it lives.
struct TensorView {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;

    [[nodiscard]] std::int64_t elements() const;
};

/// One safetensors file, mapped read-only. The header is validated before anything is handed out:
/// length within the file, JSON, known dtype, offsets in order without gap or overlap, sizes that
/// agree with shapes.
class SafeTensorsFile
{
public:
    /// @error NotFound, InvalidInput (what is wrong and at which tensor), Io
    [[nodiscard]] static Result<SafeTensorsFile> open(const std::filesystem::path &path);

    /// @return the tensor, or null where the file has none of that name
    [[nodiscard]] const TensorView *find(const std::string &name) const;
    [[nodiscard]] const std::map<std::string, TensorView> &tensors() const { return m_tensors; }
    [[nodiscard]] const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
    std::shared_ptr<const void> m_mapping;
    std::map<std::string, TensorView> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

/// The weights of one model part: `STEM.safetensors`, or the shards of
/// `STEM.safetensors.index.json`.
class SafeTensorsFolder
{
public:
    /// @param stem "model" or "diffusion_pytorch_model"
    /// @error NotFound (names every missing shard), InvalidInput (index names a tensor that its
    ///        shard lacks), Io
    [[nodiscard]] static Result<SafeTensorsFolder> open(const std::filesystem::path &folder,
                                                        const std::string &stem);

    /// @error NotFound naming the tensor and the folder
    [[nodiscard]] Result<TensorView> get(const std::string &name) const;
    [[nodiscard]] const std::vector<SafeTensorsFile> &files() const { return m_files; }

private:
    Result<void> openShards(const std::map<std::string, std::string> &shardOf);

    std::filesystem::path m_folder;
    std::vector<SafeTensorsFile> m_files;
    std::map<std::string, TensorView> m_byName;
};

/// Writes a safetensors file atomically: temporary name, fsync, rename, fsync of the folder.
/// @param tensors names are unique; bytes are little endian, row major
/// @error Io with the path and the reason (disk full, read-only)
[[nodiscard]] Result<void> writeSafeTensors(const std::filesystem::path &path,
                                            const std::vector<TensorView> &tensors,
                                            const std::map<std::string, std::string> &metadata);

} // namespace dare
