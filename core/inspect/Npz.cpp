#include "core/inspect/SelectionData.h"

#include "core/tensors/AtomicFile.h"

#include <nlohmann/json.hpp>
#include <zip.h>

#include <cstring>
#include <memory>
#include <span>

namespace dare
{
namespace
{

/// An array as numpy's .npy, version 1.0: magic, header of a multiple of 64 bytes, data.
std::string npy(const std::string &type, const std::vector<std::int64_t> &shape,
                std::span<const std::byte> bytes)
{
    std::string extents;
    for (const std::int64_t extent : shape)
        extents += std::to_string(extent) + ", ";
    if (shape.size() > 1)
        extents.resize(extents.size() - 2); // "(3,)" needs its comma, "(3, 4)" none
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + extents + "), }";
    constexpr std::size_t kPrefix = 10;
    constexpr std::size_t kMultiple = 64;
    while ((kPrefix + header.size() + 1) % kMultiple != 0)
        header += ' ';
    header += '\n';
    std::string out("\x93NUMPY\x01\x00", 8);
    out += static_cast<char>(header.size() & 0xFFU);
    out += static_cast<char>(header.size() >> 8U);
    out += header;
    out.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    return out;
}

struct Entry {
    std::string name;
    std::string bytes;
};

std::vector<Entry> entriesOf(const SelectionData &data)
{
    std::vector<Entry> out;
    for (const DataArray &array : data.arrays)
        out.push_back(
            {array.name + ".npy", npy("<f4", array.shape, std::as_bytes(std::span(array.values)))});
    const std::string about = nlohmann::json(data.about).dump();
    out.push_back({"about.npy", npy("|u1", {static_cast<std::int64_t>(about.size())},
                                    std::as_bytes(std::span(about)))});
    return out;
}

/// The archive in memory. @return empty where libzip refuses
std::string zipped(const std::vector<Entry> &entries)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (memory == nullptr)
        return {};
    zip_t *archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    if (archive == nullptr) {
        zip_source_free(memory);
        return {};
    }
    zip_source_keep(memory); // zip_close() gives up the archive's own hold
    bool good = true;
    for (const Entry &entry : entries) {
        zip_source_t *source =
            zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0);
        good = good && source != nullptr &&
               zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0;
    }
    std::string out;
    if (!good)
        zip_discard(archive);
    else if (zip_close(archive) == 0 && zip_source_open(memory) == 0) {
        zip_stat_t stat;
        if (zip_source_stat(memory, &stat) == 0) {
            out.resize(static_cast<std::size_t>(stat.size));
            if (zip_source_read(memory, out.data(), stat.size) !=
                static_cast<zip_int64_t>(stat.size))
                out.clear();
        }
        zip_source_close(memory);
    }
    if (good)
        zip_source_free(memory);
    return out;
}

} // namespace

Result<void> writeNpz(const std::filesystem::path &path, const SelectionData &data)
{
    const std::string archive = zipped(entriesOf(data));
    if (archive.empty())
        return failure(ErrorCode::OutOfMemory, "the arrays could not be packed; choose fewer words",
                       path.string());
    return writeFileAtomically(path, archive);
}

} // namespace dare
