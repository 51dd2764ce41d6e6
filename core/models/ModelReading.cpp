#include "core/models/ModelReading.h"

#include <fstream>
#include <numeric>
#include <vector>

namespace dare
{

namespace
{

constexpr std::size_t kChunk = std::size_t{8} << 20U;

} // namespace

Result<void> readModelFiles(const ModelInfo &model, const ReadingProgress &progress)
{
    const std::uint64_t total =
        std::accumulate(model.files.begin(), model.files.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const FileCheck &file) { return sum + file.bytes; });
    std::vector<char> buffer(kChunk);
    std::uint64_t done = 0;
    for (const FileCheck &file : model.files) {
        const std::filesystem::path path = model.root / file.path;
        std::ifstream in(path, std::ios::binary);
        for (std::uint64_t left = file.bytes; left > 0;) {
            if (!progress(done, total))
                return failure(ErrorCode::Cancelled, "loading was cancelled", model.root.string());
            const auto wanted = static_cast<std::streamsize>(std::min<std::uint64_t>(left, kChunk));
            if (!in.read(buffer.data(), wanted))
                return failure(ErrorCode::Io,
                               "cannot be read to its end; check the disk, or copy the file again",
                               path.string());
            left -= static_cast<std::uint64_t>(wanted);
            done += static_cast<std::uint64_t>(wanted);
        }
    }
    return progress(done, total)
               ? Result<void>()
               : failure(ErrorCode::Cancelled, "loading was cancelled", model.root.string());
}

} // namespace dare
