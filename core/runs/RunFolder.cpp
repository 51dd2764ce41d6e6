#include "core/runs/RunFolder.h"

#include "core/runs/RunJson.h"
#include "core/runs/RunLock.h"
#include "core/runs/RunName.h"
#include "core/tensors/AtomicFile.h"

#include <fmt/format.h>

#include <ctime>
#include <random>
#include <system_error>
#include <utility>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

constexpr const char *kManifest = "run.json";

tl::unexpected<Error> folderFailure(const fs::path &folder, const std::error_code &error)
{
    return failure(ErrorCode::Io,
                   "cannot make this folder (" + error.message() +
                       "); free some space or choose another folder for runs",
                   folder.string());
}

/// Removes a folder that did not become a run.
class Staging
{
public:
    explicit Staging(fs::path path) : m_path(std::move(path)) {}
    Staging(const Staging &) = delete;
    Staging &operator=(const Staging &) = delete;
    ~Staging()
    {
        std::error_code ignored;
        if (!m_kept)
            fs::remove_all(m_path, ignored);
    }
    [[nodiscard]] const fs::path &path() const { return m_path; }
    void keep() { m_kept = true; }

private:
    fs::path m_path;
    bool m_kept = false;
};

Result<void> makeFolders(const fs::path &run, const Recipe &recipe)
{
    std::vector<fs::path> folders{run / "exports"};
    for (const Side side : kSides) {
        if (recipe.runs(side)) {
            const fs::path base = run / std::string(1, letter(side));
            folders.insert(folders.end(), {base / "steps", base / "maps"});
        }
    }
    for (const fs::path &folder : folders) {
        std::error_code error;
        fs::create_directories(folder, error);
        if (error)
            return folderFailure(folder, error);
    }
    return {};
}

/// Removes what a killed writer left. Only for who holds the lock: a living writer's files look
/// the same.
void removeTemporaryFiles(const fs::path &run)
{
    std::error_code ignored;
    std::vector<fs::path> stale;
    for (fs::recursive_directory_iterator entry(run, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        if (isTemporaryFile(entry->path()))
            stale.push_back(entry->path());
    }
    for (const fs::path &path : stale)
        fs::remove_all(path, ignored);
}

} // namespace

Result<RunFolder> RunFolder::create(const fs::path &runs, RunManifest manifest)
{
    constexpr int kAttempts = 64;
    std::error_code error;
    const fs::path base = fs::absolute(runs, error).lexically_normal();
    fs::create_directories(base, error);
    if (error)
        return folderFailure(base, error);
    const std::time_t now = std::time(nullptr);
    manifest.created = isoTime(now);
    if (manifest.title.empty())
        manifest.title = titleOf(manifest.tokens, manifest.recipe.prompt);
    const std::string slug = slugOf(manifest.tokens);
    std::random_device random;
    RunFolder run;
    run.m_manifest = std::move(manifest);
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        run.m_path = base / folderName(now, slug, random());
        // Made beside its place and moved there: a run is never seen without its run.json.
        Staging staging(run.m_path.string() + std::string(kTemporaryMark) +
                        std::to_string(random()));
        Result<void> made = makeFolders(staging.path(), run.m_manifest.recipe);
        if (!made)
            return tl::unexpected(made.error());
        Result<std::shared_ptr<const RunLock>> lock = RunLock::take(staging.path());
        if (!lock)
            return tl::unexpected(lock.error());
        run.m_lock = std::move(*lock);
        made = writeFileAtomically(staging.path() / kManifest, manifestToJson(run.m_manifest));
        if (!made)
            return tl::unexpected(made.error());
        fs::rename(staging.path(), run.m_path, error); // fails where the name is taken
        if (!error) {
            staging.keep();
            made = syncFolder(base);
            return made ? Result<RunFolder>(std::move(run)) : tl::unexpected(made.error());
        }
    }
    return folderFailure(run.m_path, error);
}

Result<RunFolder> RunFolder::open(const fs::path &path)
{
    std::error_code ignored;
    RunFolder run;
    run.m_path = fs::absolute(path, ignored).lexically_normal();
    if (!run.m_path.has_filename()) // "RUN/"
        run.m_path = run.m_path.parent_path();
    if (const Result<void> loaded = run.load(); !loaded)
        return tl::unexpected(loaded.error());
    return run;
}

Result<void> RunFolder::load()
{
    const fs::path file = m_path / kManifest;
    Result<std::string> text = readTextFile(file);
    if (!text && text.error().code == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound,
                       "there is no run here (no run.json); `dare runs` lists the runs there are",
                       m_path.string());
    if (!text)
        return tl::unexpected(text.error());
    Result<RunManifest> manifest = manifestFromJson(*text, file.string());
    if (!manifest)
        return tl::unexpected(manifest.error());
    m_manifest = std::move(*manifest);
    m_interrupted = m_manifest.status == RunStatus::Running && (m_lock || !RunLock::isHeld(m_path));
    if (m_interrupted)
        m_manifest.status = RunStatus::Cancelled;
    for (const Side side : kSides) {
        int &count = m_manifest.side(side).stepsDone;
        count = 0;
        while (SafeTensorsFile::open(stepFile(side, count)))
            ++count;
    }
    return {};
}

Result<void> RunFolder::lockForWriting()
{
    if (m_lock)
        return {};
    Result<std::shared_ptr<const RunLock>> lock = RunLock::take(m_path);
    if (!lock)
        return tl::unexpected(lock.error());
    m_lock = std::move(*lock);
    removeTemporaryFiles(m_path);
    // Another writer may have gone on since this object was opened.
    const Result<void> loaded = load();
    if (!loaded)
        m_lock.reset();
    return loaded;
}

Result<void> RunFolder::requireLock() const
{
    if (m_lock)
        return {};
    return failure(ErrorCode::Internal, "the run was opened for reading and cannot be written",
                   m_path.string());
}

Result<void> RunFolder::save(RunManifest manifest)
{
    Result<void> saved = requireLock();
    if (saved)
        saved = writeFileAtomically(m_path / kManifest, manifestToJson(manifest));
    if (saved)
        m_manifest = std::move(manifest);
    return saved;
}

fs::path RunFolder::stepFile(Side side, int step) const
{
    return m_path / std::string(1, letter(side)) / "steps" / fmt::format("{:04}.safetensors", step);
}

fs::path RunFolder::mapsFile(Side side, int step) const
{
    return m_path / std::string(1, letter(side)) / "maps" / fmt::format("{:04}.safetensors", step);
}

fs::path RunFolder::noiseFile(Side side) const
{
    return m_path / std::string(1, letter(side)) / "noise.safetensors";
}

fs::path RunFolder::framesFile(Side side) const
{
    return m_path / std::string(1, letter(side)) / "frames.mkv";
}

fs::path RunFolder::exportsFolder() const
{
    return m_path / "exports";
}

Result<void> RunFolder::writeStep(Side side, int step, const StepRecord &record) const
{
    if (const Result<void> locked = requireLock(); !locked)
        return locked;
    if (record.metrics.step != step)
        return failure(ErrorCode::Internal,
                       fmt::format("the metrics are those of step {}", record.metrics.step),
                       stepFile(side, step).string());
    return writeStepFile(stepFile(side, step), record);
}

Result<StepMetrics> RunFolder::readMetrics(Side side, int step) const
{
    const fs::path file = stepFile(side, step);
    Result<StepMetrics> metrics = readStepMetrics(file);
    if (!metrics && metrics.error().code == ErrorCode::NotFound)
        return failure(
            ErrorCode::NotFound,
            fmt::format("side {} has no step {}: {} of {} steps are done; resume the run "
                        "to make it",
                        letter(side), step, m_manifest.side(side).stepsDone,
                        m_manifest.recipe.steps),
            m_path.string());
    if (metrics && metrics->step != step)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("it says that it is step {}; remove it and resume the run", metrics->step),
            file.string());
    return metrics;
}

} // namespace dare
