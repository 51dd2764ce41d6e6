#include "core/runs/QueueFile.h"

#include "core/runs/BatchJson.h"
#include "core/tensors/AtomicFile.h"

#include <system_error>

namespace dare
{
namespace
{

constexpr const char *kFile = "queue.json";
constexpr int kSchema = 1;

} // namespace

Result<std::vector<Batch>> readQueue(const std::filesystem::path &runs)
{
    const std::filesystem::path file = runs / kFile;
    const Result<std::string> text = readTextFile(file);
    if (!text && text.error().code == ErrorCode::NotFound)
        return std::vector<Batch>{};
    if (!text)
        return tl::unexpected(text.error());
    const Result<Json> json = parseObject(*text, file.string());
    if (!json)
        return tl::unexpected(json.error());
    std::vector<Batch> queue;
    std::optional<Error> error;
    const JsonFields fields(*json, file.string(), error);
    int schema = kSchema;
    fields.read("schema", schema);
    if (!error && schema != kSchema)
        return failure(ErrorCode::InvalidInput,
                       "was written by another version; remove it to start with an empty queue",
                       file.string());
    fields.readList("queue",
                    [&queue](const JsonFields &item) { queue.push_back(readBatch(item)); });
    if (error)
        return tl::unexpected(std::move(*error));
    std::erase_if(queue, [](const Batch &batch) { return batch.jobs.empty(); });
    return queue;
}

Result<void> writeQueue(const std::filesystem::path &runs, const std::vector<Batch> &queue)
{
    std::error_code error;
    if (queue.empty()) {
        std::filesystem::remove(runs / kFile, error);
        return {};
    }
    std::filesystem::create_directories(runs, error);
    Json list = Json::array();
    for (const Batch &batch : queue)
        list.push_back(batchAsJson(batch));
    return writeFileAtomically(runs / kFile,
                               textOf({{"schema", kSchema}, {"queue", std::move(list)}}, 1) + '\n');
}

} // namespace dare
