#pragma once

#include "core/runs/RecipeJson.h"
#include "core/runs/RunManifest.h"
#include "core/runs/StepFile.h"
#include "core/types/Result.h"
#include "core/types/RunEvent.h"

#include <filesystem>
#include <memory>

namespace dare
{

class RunLock;

/// One run on disk. See design: run.json, a/ b/ with noise, steps, maps, frames; exports.
class RunFolder
{
public:
    /// Makes `RUNS/2026-11-24T03-12-55_turtle-and-rocket_1f3a` and takes the writer's lock.
    /// Fills `created`, and `title` where it is empty. The folder appears whole or not at all.
    /// @error Io (read-only, disk full)
    [[nodiscard]] static Result<RunFolder> create(const std::filesystem::path &runs,
                                                  RunManifest manifest);
    /// Opens for reading. A run marked running whose lock is free was interrupted: its status reads
    /// Cancelled. stepsDone is counted from the step files.
    /// @error NotFound, InvalidInput naming the damaged file
    [[nodiscard]] static Result<RunFolder> open(const std::filesystem::path &path);
    /// Takes the writer's lock for resume, reads the run again, and removes what a killed writer
    /// left unfinished. The lock lives as long as this object and its copies.
    /// @error Busy naming the run; Io; as open()
    [[nodiscard]] Result<void> lockForWriting();

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] const RunManifest &manifest() const { return m_manifest; }
    /// Whether its writer died before it could say how the run ended.
    [[nodiscard]] bool interrupted() const { return m_interrupted; }
    /// Replaces run.json. @error Io; Internal where the lock is not held
    [[nodiscard]] Result<void> save(RunManifest manifest);

    [[nodiscard]] std::filesystem::path stepFile(Side side, int step) const; ///< step from 0
    [[nodiscard]] std::filesystem::path mapsFile(Side side, int step) const;
    [[nodiscard]] std::filesystem::path noiseFile(Side side) const;
    [[nodiscard]] std::filesystem::path framesFile(Side side) const;
    [[nodiscard]] std::filesystem::path exportsFolder() const;

    /// A step exists when its step file does: maps first, then this.
    /// @error Io; Internal where the lock is not held or a size disagrees with its shape
    [[nodiscard]] Result<void> writeStep(Side side, int step, const StepRecord &record) const;
    /// @error NotFound (step not finished), InvalidInput naming the damaged file
    [[nodiscard]] Result<StepMetrics> readMetrics(Side side, int step) const;

private:
    Result<void> load();
    [[nodiscard]] Result<void> requireLock() const;

    std::filesystem::path m_path;
    RunManifest m_manifest;
    std::shared_ptr<const RunLock> m_lock;
    bool m_interrupted = false;
};

} // namespace dare
