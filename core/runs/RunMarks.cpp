#include "core/runs/RunMarks.h"

#include "core/runs/BatchJson.h"
#include "core/tensors/AtomicFile.h"

#include <sstream>
#include <system_error>

namespace dare
{
namespace
{

constexpr const char *kFile = "marks.json";

} // namespace

Result<RunMarks> readMarks(const std::filesystem::path &run)
{
    const std::filesystem::path file = run / kFile;
    const Result<std::string> text = readTextFile(file);
    if (!text && text.error().code == ErrorCode::NotFound)
        return RunMarks{};
    if (!text)
        return tl::unexpected(text.error());
    const Result<Json> json = parseObject(*text, file.string());
    if (!json)
        return tl::unexpected(json.error());
    RunMarks marks;
    std::optional<Error> error;
    const JsonFields fields(*json, file.string(), error);
    fields.read("name", marks.name);
    fields.read("starred", marks.starred);
    fields.readObject("batch", [&](const JsonFields &batch) { marks.batch = readPlace(batch); });
    if (error)
        return tl::unexpected(std::move(*error));
    return marks;
}

Result<void> writeMarks(const std::filesystem::path &run, const RunMarks &marks)
{
    if (marks == RunMarks{}) {
        std::error_code error;
        std::filesystem::remove(run / kFile, error);
        if (error)
            return failure(ErrorCode::Io, "cannot be removed (" + error.message() + ")",
                           (run / kFile).string());
        return {};
    }
    Json json{{"name", marks.name}, {"starred", marks.starred}};
    if (!marks.batch.id.empty())
        json["batch"] = placeAsJson(marks.batch);
    return writeFileAtomically(run / kFile, textOf(json, 1) + '\n');
}

std::vector<std::string> tagsOf(const std::string &text)
{
    std::vector<std::string> tags;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (word.size() > 1 && word.front() == '#')
            tags.push_back(word.substr(1));
    }
    return tags;
}

} // namespace dare
