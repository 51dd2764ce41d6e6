#pragma once

#include "core/types/Result.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace dare
{

/// One row of the index.
struct IndexRow {
    std::string path;    ///< run folder, absolute
    std::string stamp;   ///< what run.json looked like when it was read; empty: unknown
    std::string created; ///< sorts the list
    std::string summary; ///< JSON
    bool operator==(const IndexRow &) const = default;
};

/// The SQLite file behind RunIndex: WAL, busy timeout 5 s, schema version in `user_version`. A file
/// that is damaged or of another version is deleted and made anew, empty. One thread.
class IndexDatabase
{
public:
    /// @error Io where the file cannot be made
    [[nodiscard]] static Result<std::shared_ptr<IndexDatabase>>
    open(const std::filesystem::path &file);

    /// Newest first. @error Io
    [[nodiscard]] Result<std::vector<IndexRow>> rows();
    /// Puts and removes rows in one transaction. @error Io
    [[nodiscard]] Result<void> change(const std::vector<IndexRow> &put,
                                      const std::vector<std::string> &removedPaths);
    /// @return whether the file was found damaged and made anew since the last call
    [[nodiscard]] bool takeRebuilt();

private:
    explicit IndexDatabase(std::filesystem::path file) : m_file(std::move(file)) {}

    int connect();
    int readRows(std::vector<IndexRow> &rows);
    int write(const std::vector<IndexRow> &put, const std::vector<std::string> &removedPaths);
    /// Runs `work` again on a fresh file where it failed because of damage.
    template <typename Work> Result<void> repairing(Work work);

    std::filesystem::path m_file;
    std::shared_ptr<sqlite3> m_connection;
    bool m_rebuilt = false;
};

} // namespace dare
