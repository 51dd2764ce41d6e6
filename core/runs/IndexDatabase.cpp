#include "core/runs/IndexDatabase.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace dare
{
namespace
{

constexpr int kSchema = 2;
constexpr int kBusyTimeoutMs = 5000;
constexpr int kForeignSchema = SQLITE_MISMATCH; // another version's file: as good as damaged

/// A prepared statement. Steps return SQLite's codes.
class Statement
{
public:
    Statement(sqlite3 *connection, const char *sql)
    {
        m_status = sqlite3_prepare_v2(connection, sql, -1, &m_statement, nullptr);
    }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement() { sqlite3_finalize(m_statement); }

    void bind(int index, const std::string &text)
    {
        if (m_status == SQLITE_OK)
            m_status = sqlite3_bind_text(m_statement, index, text.data(),
                                         static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
    /// @return SQLITE_ROW, SQLITE_DONE or an error
    int step() { return m_status == SQLITE_OK ? sqlite3_step(m_statement) : m_status; }
    /// @return SQLITE_OK where the statement ran to its end
    int run()
    {
        int code = step();
        while (code == SQLITE_ROW)
            code = step();
        sqlite3_reset(m_statement);
        return code == SQLITE_DONE ? SQLITE_OK : code;
    }
    [[nodiscard]] std::string text(int column) const
    {
        const unsigned char *bytes = sqlite3_column_text(m_statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
        return bytes == nullptr ? std::string()
                                : std::string(reinterpret_cast<const char *>(bytes), size);
    }
    [[nodiscard]] int number(int column) const { return sqlite3_column_int(m_statement, column); }

private:
    sqlite3_stmt *m_statement = nullptr;
    int m_status = SQLITE_OK;
};

/// Lets one process at a time make, open or replace the file: SQLite does not wait its busy
/// timeout while a journal changes to WAL. Without a lock file it goes on unprotected, and opening
/// says what is wrong with the folder.
class SetUpLock
{
public:
    explicit SetUpLock(const std::filesystem::path &database)
        : m_fd(::open((database.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666))
    {
        while (m_fd >= 0 && ::flock(m_fd, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    SetUpLock(const SetUpLock &) = delete;
    SetUpLock &operator=(const SetUpLock &) = delete;
    ~SetUpLock()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }

private:
    int m_fd;
};

int execute(sqlite3 *connection, const std::string &sql)
{
    return sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
}

bool isDamage(int code)
{
    const int primary = code & 0xFF; // extended codes keep the kind in the low byte
    // SQLITE_ERROR comes from statements on a table that is not what this program made.
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_ERROR ||
           primary == kForeignSchema;
}

/// Changes to WAL where the file is not yet in it: asking waits for others, changing does not.
int prepareJournal(sqlite3 *connection)
{
    bool ready = false;
    {
        Statement query(connection, "PRAGMA journal_mode");
        const int code = query.step();
        if (code != SQLITE_ROW)
            return code;
        ready = query.text(0) == "wal";
    }
    const int code = ready ? SQLITE_OK : execute(connection, "PRAGMA journal_mode = WAL");
    return code == SQLITE_OK ? execute(connection, "PRAGMA synchronous = NORMAL") : code;
}

/// Makes the table in a new file. @return kForeignSchema for the file of another version
int prepareSchema(sqlite3 *connection)
{
    int version = 0;
    {
        Statement query(connection, "PRAGMA user_version");
        const int code = query.step();
        if (code != SQLITE_ROW)
            return code;
        version = query.number(0);
    }
    if (version != 0 && version != kSchema)
        return kForeignSchema;
    return execute(connection, fmt::format("BEGIN IMMEDIATE;"
                                           "CREATE TABLE IF NOT EXISTS runs("
                                           " path TEXT PRIMARY KEY, stamp TEXT NOT NULL,"
                                           " created TEXT NOT NULL, summary TEXT NOT NULL);"
                                           "PRAGMA user_version = {};"
                                           "COMMIT;",
                                           kSchema));
}

} // namespace

int IndexDatabase::connect()
{
    sqlite3 *raw = nullptr;
    int code =
        sqlite3_open_v2(m_file.c_str(), &raw,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    m_connection = std::shared_ptr<sqlite3>(raw, sqlite3_close);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(raw, kBusyTimeoutMs);
    if (code == SQLITE_OK)
        code = prepareJournal(raw);
    return code == SQLITE_OK ? prepareSchema(raw) : code;
}

template <typename Work> Result<void> IndexDatabase::repairing(Work work)
{
    int code = work();
    if (isDamage(code)) {
        const SetUpLock lock(m_file);
        m_connection.reset();
        for (const char *suffix : {"", "-wal", "-shm"}) {
            std::error_code ignored;
            std::filesystem::remove(m_file.string() + suffix, ignored);
        }
        m_rebuilt = true;
        code = connect();
        if (code == SQLITE_OK)
            code = work();
    }
    if (code == SQLITE_OK)
        return {};
    return failure(ErrorCode::Io,
                   fmt::format("the index of runs cannot be used ({}); check that this folder can "
                               "be written and has space",
                               sqlite3_errstr(code)),
                   m_file.string());
}

Result<std::shared_ptr<IndexDatabase>> IndexDatabase::open(const std::filesystem::path &file)
{
    std::shared_ptr<IndexDatabase> database(new IndexDatabase(file));
    const Result<void> ready = database->repairing([&] {
        if (database->m_connection) // made anew just now
            return SQLITE_OK;
        const SetUpLock lock(file);
        return database->connect();
    });
    if (!ready)
        return tl::unexpected(ready.error());
    return database;
}

int IndexDatabase::readRows(std::vector<IndexRow> &rows)
{
    rows.clear();
    Statement query(m_connection.get(), "SELECT path, stamp, created, summary FROM runs"
                                        " ORDER BY created DESC, path DESC");
    int code = query.step();
    for (; code == SQLITE_ROW; code = query.step())
        rows.push_back({query.text(0), query.text(1), query.text(2), query.text(3)});
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int IndexDatabase::write(const std::vector<IndexRow> &put,
                         const std::vector<std::string> &removedPaths)
{
    sqlite3 *connection = m_connection.get();
    int code = execute(connection, "BEGIN IMMEDIATE");
    if (code == SQLITE_OK) {
        Statement insert(connection, "INSERT OR REPLACE INTO runs(path, stamp, created, summary)"
                                     " VALUES(?1, ?2, ?3, ?4)");
        for (auto row = put.begin(); code == SQLITE_OK && row != put.end(); ++row) {
            insert.bind(1, row->path);
            insert.bind(2, row->stamp);
            insert.bind(3, row->created);
            insert.bind(4, row->summary);
            code = insert.run();
        }
        Statement erase(connection, "DELETE FROM runs WHERE path = ?1");
        for (auto path = removedPaths.begin(); code == SQLITE_OK && path != removedPaths.end();
             ++path) {
            erase.bind(1, *path);
            code = erase.run();
        }
    }
    if (code == SQLITE_OK)
        code = execute(connection, "COMMIT");
    if (code != SQLITE_OK)
        execute(connection, "ROLLBACK");
    return code;
}

Result<std::vector<IndexRow>> IndexDatabase::rows()
{
    std::vector<IndexRow> rows;
    const Result<void> read = repairing([&] { return readRows(rows); });
    if (!read)
        return tl::unexpected(read.error());
    return rows;
}

Result<void> IndexDatabase::change(const std::vector<IndexRow> &put,
                                   const std::vector<std::string> &removedPaths)
{
    return repairing([&] { return write(put, removedPaths); });
}

bool IndexDatabase::takeRebuilt()
{
    return std::exchange(m_rebuilt, false);
}

} // namespace dare
