#include "core/runs/RunIndex.h"

#include "core/runs/IndexDatabase.h"
#include "core/tensors/AtomicFile.h"

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <span>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

std::string stampOfFile(const fs::path &file)
{
    struct stat status {
    };
    if (::stat(file.c_str(), &status) != 0)
        return {};
    return fmt::format("{}.{:09} {} {}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                       status.st_size, status.st_ino);
}

/// What tells a changed run: time, size, and the files themselves, which each write replaces.
std::string stampOf(const fs::path &run)
{
    const std::string manifest = stampOfFile(run / "run.json");
    return manifest.empty() ? manifest : manifest + " " + stampOfFile(run / "marks.json");
}

fs::path normal(const fs::path &path)
{
    std::error_code ignored;
    fs::path absolute = fs::absolute(path, ignored).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

IndexRow rowOf(const RunSummary &summary, std::string stamp)
{
    return {summary.path, std::move(stamp), summary.created, summaryToJson(summary)};
}

IndexRow readRun(const fs::path &run, std::string stamp)
{
    const Result<RunFolder> folder = RunFolder::open(run);
    return rowOf(folder ? summarize(*folder) : summarizeUnreadable(run, folder.error()),
                 std::move(stamp));
}

/// Whether the row may be out of date although run.json did not change: steps are added, and
/// writers die, without a word.
bool mayMove(const IndexRow &row)
{
    const Result<RunSummary> summary = summaryFromJson(row.summary);
    return !summary || summary->status == RunStatus::Running;
}

} // namespace

Result<RunIndex> RunIndex::open(const fs::path &cacheFolder, const fs::path &runs)
{
    std::error_code error;
    fs::create_directories(cacheFolder, error);
    if (error)
        return failure(ErrorCode::Io,
                       "cannot make this folder (" + error.message() +
                           "); choose a cache folder that you may write to",
                       cacheFolder.string());
    RunIndex index;
    index.m_runs = normal(runs);
    const std::string place = index.m_runs.string();
    const std::string key = sha256(std::as_bytes(std::span(place)));
    constexpr std::size_t kKeyLength = 16;
    Result<std::shared_ptr<IndexDatabase>> database =
        IndexDatabase::open(cacheFolder / ("runs-" + key.substr(0, kKeyLength) + ".sqlite"));
    if (!database)
        return tl::unexpected(database.error());
    index.m_database = std::move(*database);
    return index;
}

Result<std::vector<RunSummary>> RunIndex::list() const
{
    const Result<std::vector<IndexRow>> rows = m_database->rows();
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<RunSummary> list;
    for (const IndexRow &row : *rows) {
        // A row that cannot be read is written anew by the next reconcile().
        if (Result<RunSummary> summary = summaryFromJson(row.summary))
            list.push_back(std::move(*summary));
    }
    return list;
}

Result<void> RunIndex::put(const RunSummary &summary)
{
    // No stamp: run.json may already be newer than this summary.
    IndexRow row = rowOf(summary, {});
    row.path = normal(row.path).string();
    return m_database->change({row}, {});
}

Result<void> RunIndex::remove(const fs::path &run)
{
    return m_database->change({}, {normal(run).string()});
}

Result<bool> RunIndex::reconcile()
{
    const Result<std::vector<IndexRow>> rows = m_database->rows();
    if (!rows)
        return tl::unexpected(rows.error());
    (void)m_database->takeRebuilt(); // found so far: the rows just read are what is left
    std::map<std::string, IndexRow> known;
    for (const IndexRow &row : *rows)
        known.emplace(row.path, row);
    std::vector<IndexRow> put;
    bool changed = false;
    std::error_code ignored;
    for (fs::directory_iterator entry(m_runs, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const fs::path &run = entry->path();
        std::string stamp = stampOf(run);
        if (stamp.empty() || isTemporaryFile(run))
            continue;
        const auto old = known.extract(run.string());
        if (!old.empty() && old.mapped().stamp == stamp && !mayMove(old.mapped()))
            continue;
        IndexRow row = readRun(run, std::move(stamp));
        row.path = run.string();
        changed |= old.empty() || old.mapped().summary != row.summary;
        if (old.empty() || old.mapped() != row)
            put.push_back(std::move(row));
    }
    std::vector<std::string> removed;
    for (const auto &[path, row] : known)
        removed.push_back(path);
    if (put.empty() && removed.empty())
        return false;
    const Result<void> written = m_database->change(put, removed);
    if (!written)
        return tl::unexpected(written.error());
    if (!m_database->takeRebuilt())
        return changed || !removed.empty();
    // Damage found while writing took the unchanged rows along: read those again too.
    const Result<bool> again = reconcile();
    return again ? Result<bool>(true) : again;
}

} // namespace dare
