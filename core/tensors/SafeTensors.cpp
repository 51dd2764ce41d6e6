#include "core/tensors/SafeTensors.h"

#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensorsHeader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dare
{
namespace
{

using Json = nlohmann::json;

struct Mapping {
    std::shared_ptr<const void> owner;
    std::span<const std::byte> bytes;
};

tl::unexpected<Error> openFailure(const std::filesystem::path &path, int error)
{
    if (error == ENOENT || error == ENOTDIR)
        return failure(ErrorCode::NotFound, "there is no such file; check the path", path.string());
    return failure(ErrorCode::Io,
                   std::string("cannot read (") + std::strerror(error) +
                       "); check that it is a file that you may read",
                   path.string());
}

Result<Mapping> mapFile(const std::filesystem::path &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return openFailure(path, errno);
    // The mapping outlives the descriptor.
    const std::unique_ptr<const int, void (*)(const int *)> closer(
        &fd, [](const int *open) { ::close(*open); });
    struct stat status {
    };
    if (::fstat(fd, &status) != 0)
        return openFailure(path, errno);
    if (!S_ISREG(status.st_mode))
        return openFailure(path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0)
        return Mapping{};
    void *address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (address == MAP_FAILED)
        return openFailure(path, errno);
    std::shared_ptr<const void> owner(address, [size](const void *mapped) {
        ::munmap(const_cast<void *>(mapped), size); // NOLINT: munmap takes what mmap gave
    });
    return Mapping{std::move(owner), {static_cast<const std::byte *>(address), size}};
}

/// `weight_map` of an index: tensor name -> shard file name.
Result<std::map<std::string, std::string>> readIndex(const std::filesystem::path &path)
{
    const Result<std::string> text = readTextFile(path);
    if (!text)
        return tl::unexpected(text.error());
    const Json index = Json::parse(*text, nullptr, false);
    if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
        return failure(ErrorCode::InvalidInput,
                       "not an index: a JSON object with the object `weight_map` is expected; copy "
                       "or download it again",
                       path.string());
    std::map<std::string, std::string> map;
    for (const auto &[tensor, shard] : index["weight_map"].items()) {
        const std::string file = shard.is_string() ? shard.get<std::string>() : std::string();
        // A shard lies beside its index: a path that leads elsewhere is damage or malice.
        if (file.empty() || file == "." || file == ".." || file.find('/') != std::string::npos)
            return failure(ErrorCode::InvalidInput,
                           "tensor `" + tensor + "` names no shard file in this folder but " +
                               shard.dump(-1, ' ', false, Json::error_handler_t::replace) +
                               "; copy or download the index again",
                           path.string());
        map.emplace(tensor, file);
    }
    return map;
}

Result<void> checkShardsExist(const std::filesystem::path &folder,
                              const std::set<std::string> &shards)
{
    std::string missing;
    for (const std::string &shard : shards) {
        std::error_code ignored;
        if (!std::filesystem::exists(folder / shard, ignored))
            missing += (missing.empty() ? "" : ", ") + shard;
    }
    if (missing.empty())
        return {};
    return failure(ErrorCode::NotFound, "missing: " + missing + "; copy or download these files",
                   folder.string());
}

} // namespace

Result<SafeTensorsFile> SafeTensorsFile::open(const std::filesystem::path &path)
{
    Result<Mapping> mapping = mapFile(path);
    if (!mapping)
        return tl::unexpected(mapping.error());
    Result<SafeTensorsHeader> header = parseSafeTensorsHeader(mapping->bytes, path.string());
    if (!header)
        return tl::unexpected(header.error());
    SafeTensorsFile file;
    file.m_path = path;
    file.m_mapping = std::move(mapping->owner);
    file.m_tensors = std::move(header->tensors);
    file.m_metadata = std::move(header->metadata);
    return file;
}

const TensorView *SafeTensorsFile::find(const std::string &name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

Result<SafeTensorsFolder> SafeTensorsFolder::open(const std::filesystem::path &folder,
                                                  const std::string &stem)
{
    SafeTensorsFolder out;
    out.m_folder = folder;
    const std::filesystem::path single = folder / (stem + ".safetensors");
    const std::filesystem::path index = folder / (stem + ".safetensors.index.json");
    std::error_code ignored;
    if (std::filesystem::exists(single, ignored)) {
        Result<SafeTensorsFile> file = SafeTensorsFile::open(single);
        if (!file)
            return tl::unexpected(file.error());
        out.m_byName = file->tensors();
        out.m_files.push_back(std::move(*file));
        return out;
    }
    if (!std::filesystem::exists(index, ignored))
        return failure(ErrorCode::NotFound,
                       "has neither " + single.filename().string() + " nor " +
                           index.filename().string() + "; copy or download the weights",
                       folder.string());
    const Result<std::map<std::string, std::string>> shardOf = readIndex(index);
    if (!shardOf)
        return tl::unexpected(shardOf.error());
    const Result<void> filled = out.openShards(*shardOf);
    if (!filled)
        return tl::unexpected(filled.error());
    return out;
}

Result<void> SafeTensorsFolder::openShards(const std::map<std::string, std::string> &shardOf)
{
    std::set<std::string> shards;
    for (const auto &[tensor, shard] : shardOf)
        shards.insert(shard);
    if (const Result<void> there = checkShardsExist(m_folder, shards); !there)
        return there;
    std::map<std::string, SafeTensorsFile> files;
    for (const std::string &shard : shards) {
        Result<SafeTensorsFile> file = SafeTensorsFile::open(m_folder / shard);
        if (!file)
            return tl::unexpected(file.error());
        files.emplace(shard, std::move(*file));
    }
    for (const auto &[tensor, shard] : shardOf) {
        const TensorView *view = files.at(shard).find(tensor);
        if (view == nullptr)
            return failure(ErrorCode::InvalidInput,
                           "the index names tensor `" + tensor +
                               "`, which this shard lacks; copy or download index and shards of "
                               "one model",
                           (m_folder / shard).string());
        m_byName.emplace(tensor, *view);
    }
    for (auto &[shard, file] : files)
        m_files.push_back(std::move(file));
    return {};
}

Result<TensorView> SafeTensorsFolder::get(const std::string &name) const
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end())
        return failure(ErrorCode::NotFound,
                       "has no tensor `" + name +
                           "`; check that weights and config belong to the same model",
                       m_folder.string());
    return found->second;
}

Result<void> writeSafeTensors(const std::filesystem::path &path,
                              const std::vector<TensorView> &tensors,
                              const std::map<std::string, std::string> &metadata)
{
    std::vector<const TensorView *> ordered;
    for (const TensorView &tensor : tensors)
        ordered.push_back(&tensor);
    // Wide types first: then every tensor starts at a multiple of its own element size.
    std::stable_sort(ordered.begin(), ordered.end(), [](const TensorView *a, const TensorView *b) {
        return byteSize(a->dtype) > byteSize(b->dtype);
    });
    const Result<std::string> header = makeSafeTensorsHeader(ordered, metadata, path.string());
    if (!header)
        return tl::unexpected(header.error());
    std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(*header))};
    for (const TensorView *tensor : ordered)
        parts.push_back(tensor->bytes);
    return writeFileAtomically(path, parts);
}

} // namespace dare
