#include "RunSamples.h"

#include "core/runs/RunIndex.h"
#include "core/tensors/AtomicFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace dare;

class RunIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_folder.reset(); }

    void summaryOfARun();
    void settingsNameWhatDiffers();
    void summarySurvivesJson();
    void emptyAndMissingFolders();
    void listsNewestFirst();
    void unchangedRunsAreNotReadAgain();
    void followsRunsThatAreWritten();
    void followsRenamesAndRemovals();
    void unreadableRunIsListedWithItsReason();
    void putIsSeenAtOnce();
    void twoRunsFoldersDoNotMix();
    void damagedIndexIsRebuilt_data();
    void damagedIndexIsRebuilt();
    void damageWhileOpen();
    void twoProcesses();
    void cacheThatCannotBeWritten();

private:
    [[nodiscard]] fs::path at(const char *name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    /// A finished run with a title and a day of November.
    [[nodiscard]] fs::path finished(const std::string &title, int day = 1) const
    {
        RunManifest manifest = samples::manifest();
        manifest.title = title;
        auto run = RunFolder::create(at("runs"), manifest);
        manifest = run->manifest();
        manifest.created = "2026-11-" + std::to_string(10 + day) + "T00:00:00Z";
        manifest.status = RunStatus::Done;
        return run->save(manifest) ? run->path() : fs::path();
    }
    [[nodiscard]] RunIndex index() const
    {
        auto opened = RunIndex::open(at("cache"), at("runs"));
        return opened ? std::move(*opened) : RunIndex();
    }
    /// @return whether anything changed; nothing where that could not be found out
    [[nodiscard]] static std::optional<bool> reconcile(RunIndex &index)
    {
        const Result<bool> changed = index.reconcile();
        return changed ? std::optional(*changed) : std::nullopt;
    }
    [[nodiscard]] static QStringList titles(const RunIndex &index)
    {
        QStringList list;
        const auto runs = index.list();
        for (std::size_t i = 0; runs && i < runs->size(); ++i)
            list << QString::fromStdString((*runs)[i].title);
        return list;
    }
    [[nodiscard]] fs::path indexFile() const
    {
        for (const auto &entry : fs::directory_iterator(at("cache"))) {
            if (entry.path().extension() == ".sqlite")
                return entry.path();
        }
        return {};
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void RunIndexTest::summaryOfARun()
{
    auto run = RunFolder::create(at("runs"), samples::manifest());
    QVERIFY(run);
    for (int step = 0; step < 3; ++step)
        QVERIFY(samples::writeStep(*run, Side::A, step));
    QVERIFY(samples::writeStep(*run, Side::B, 0));
    const auto opened = RunFolder::open(run->path());
    const RunSummary summary = summarize(*opened);
    QCOMPARE(summary.path, run->path().string());
    QCOMPARE(summary.title, std::string("turtle rocket"));
    QCOMPARE(summary.prompt, std::string("a turtle next to a rocket"));
    QCOMPARE(summary.status, RunStatus::Running);
    QCOMPARE(summary.seed, std::uint64_t{42});
    QCOMPARE(summary.steps, 16);
    QCOMPARE(summary.stepsDone, 1);
    QCOMPARE(summary.settings, std::string("dare · λ 0.50 · s 1.00"));
    QCOMPARE(summary.neglectedA, std::vector<std::string>{"rocket"});
    QVERIFY(summary.neglectedB.empty());
    QVERIFY(summary.error.empty());
}

void RunIndexTest::settingsNameWhatDiffers()
{
    const auto settings = [this](const Recipe &recipe) {
        RunManifest manifest;
        manifest.recipe = recipe;
        const auto run = RunFolder::create(at("runs"), manifest);
        return run ? summarize(*run).settings : "no run";
    };
    Recipe recipe;
    QCOMPARE(settings(recipe), std::string());
    recipe.b.value(Option::W) = 4.5;
    recipe.b.curves[Option::S] = {{{0, 0.4}, {8, 1.6}}};
    recipe.b.wordWeights = true;
    QCOMPARE(settings(recipe), std::string("w 4.5 · s 0.40→1.60 · weights on"));
    recipe.a.value(Option::W) = 4.5;
    QCOMPARE(settings(recipe), std::string("s 0.40→1.60 · weights on"));
    recipe.runB = false;
    recipe.a.variant = "plain";
    QCOMPARE(settings(recipe), std::string("w 4.5"));
}

void RunIndexTest::summarySurvivesJson()
{
    RunSummary summary;
    summary.path = "/runs/a";
    summary.title = "Schildkröte \"x\"";
    summary.prompt = "p";
    summary.created = "2026";
    summary.status = RunStatus::Cancelled;
    summary.seed = UINT64_MAX;
    summary.steps = 50;
    summary.stepsDone = 9;
    summary.seconds = 1.0 / 3.0;
    summary.settings = "λ 0.50";
    summary.neglectedA = {"turtle"};
    summary.neglectedB = {"rocket", "night"};
    summary.error = "why";
    const std::string text = summaryToJson(summary);
    const auto read = summaryFromJson(text);
    QVERIFY(read);
    QCOMPARE(summaryToJson(*read), text);
    QCOMPARE(read->seed, UINT64_MAX);
    QCOMPARE(read->stepsDone, 9);
    QCOMPARE(read->seconds, 1.0 / 3.0);
    QCOMPARE(read->status, RunStatus::Cancelled);
    QCOMPARE(read->neglectedB, summary.neglectedB);
    QCOMPARE(read->error, summary.error);
}

void RunIndexTest::emptyAndMissingFolders()
{
    RunIndex runs = index();
    QCOMPARE(reconcile(runs), std::optional(false));
    QVERIFY(titles(runs).isEmpty());
    fs::create_directories(at("runs/no-run"));
    QVERIFY(writeFileAtomically(at("runs/notes.txt"), std::string("x")));
    QCOMPARE(reconcile(runs), std::optional(false));
}

void RunIndexTest::listsNewestFirst()
{
    (void)finished("second", 2);
    (void)finished("third", 3);
    (void)finished("first", 1);
    RunIndex runs = index();
    QVERIFY(titles(runs).isEmpty()); // from the index alone
    QCOMPARE(reconcile(runs), std::optional(true));
    QCOMPARE(titles(runs), (QStringList{"third", "second", "first"}));
    QCOMPARE(titles(index()), (QStringList{"third", "second", "first"})); // and it stays
}

void RunIndexTest::unchangedRunsAreNotReadAgain()
{
    const fs::path run = finished("one");
    RunIndex runs = index();
    QVERIFY(runs.reconcile());
    // A step file alone does not move a finished run: its run.json is as it was.
    const std::vector<float> none;
    QVERIFY(writeSafeTensors(run / "a/steps/0000.safetensors", {}, {}));
    QVERIFY(writeSafeTensors(run / "b/steps/0000.safetensors", {}, {}));
    QCOMPARE(reconcile(runs), std::optional(false));
    QCOMPARE(runs.list()->front().stepsDone, 0);
}

void RunIndexTest::followsRunsThatAreWritten()
{
    auto writer = std::make_unique<RunFolder>();
    *writer = *RunFolder::create(at("runs"), samples::manifest());
    RunIndex runs = index();
    QCOMPARE(reconcile(runs), std::optional(true));
    QCOMPARE(runs.list()->front().status, RunStatus::Running);
    QCOMPARE(reconcile(runs), std::optional(false));
    QVERIFY(samples::writeStep(*writer, Side::A, 0));
    QVERIFY(samples::writeStep(*writer, Side::B, 0));
    QCOMPARE(reconcile(runs), std::optional(true));
    QCOMPARE(runs.list()->front().stepsDone, 1);
    writer.reset(); // dies without a word
    QCOMPARE(reconcile(runs), std::optional(true));
    QCOMPARE(runs.list()->front().status, RunStatus::Cancelled);
}

void RunIndexTest::followsRenamesAndRemovals()
{
    const fs::path one = finished("one", 1);
    const fs::path two = finished("two", 2);
    RunIndex runs = index();
    QVERIFY(runs.reconcile());
    {
        auto run = RunFolder::open(one);
        QVERIFY(run->lockForWriting());
        RunManifest manifest = run->manifest();
        manifest.title = "eno"; // of the same size
        QVERIFY(run->save(manifest));
    }
    fs::remove_all(two);
    QCOMPARE(reconcile(runs), std::optional(true));
    QCOMPARE(titles(runs), QStringList{"eno"});
}

void RunIndexTest::unreadableRunIsListedWithItsReason()
{
    const fs::path run = finished("one");
    QVERIFY(writeFileAtomically(run / "run.json", std::string("{")));
    RunIndex runs = index();
    QCOMPARE(reconcile(runs), std::optional(true));
    const auto list = runs.list();
    QCOMPARE(list->size(), std::size_t{1});
    QCOMPARE(list->front().status, RunStatus::Failed);
    QVERIFY(list->front().error.find("run.json") != std::string::npos);
    QCOMPARE(list->front().path, run.string());
    QCOMPARE(reconcile(runs), std::optional(false));
}

void RunIndexTest::putIsSeenAtOnce()
{
    const fs::path path = finished("one");
    RunIndex runs = index();
    RunSummary summary = summarize(*RunFolder::open(path));
    summary.title = "ahead of run.json";
    QVERIFY(runs.put(summary));
    QCOMPARE(titles(index()), QStringList{"ahead of run.json"});
    QCOMPARE(reconcile(runs), std::optional(true)); // the folders are the truth
    QCOMPARE(titles(runs), QStringList{"one"});
}

void RunIndexTest::twoRunsFoldersDoNotMix()
{
    (void)finished("one");
    RunIndex runs = index();
    QVERIFY(runs.reconcile());
    auto others = RunIndex::open(at("cache"), at("others"));
    QVERIFY(others);
    QCOMPARE(reconcile(*others), std::optional(false));
    QCOMPARE(titles(runs), QStringList{"one"});
    auto same = RunIndex::open(at("cache"), at("others/../runs/"));
    QVERIFY(same);
    QCOMPARE(titles(*same), QStringList{"one"});
}

void RunIndexTest::damagedIndexIsRebuilt_data()
{
    QTest::addColumn<QString>("damage");
    for (const char *damage : {"no database", "zeroed middle", "cut", "other table", "newer"})
        QTest::newRow(damage) << damage;
}

void RunIndexTest::damagedIndexIsRebuilt()
{
    QFETCH(QString, damage);
    (void)finished("one", 1);
    (void)finished("two", 2);
    {
        RunIndex runs = index();
        QVERIFY(runs.reconcile());
    }
    const fs::path file = indexFile();
    QVERIFY(!file.empty());
    std::string bytes = *readTextFile(file);
    if (damage == "no database")
        bytes = "this is no database at all, but long enough to be looked at";
    else if (damage == "zeroed middle")
        bytes.replace(100, bytes.size() - 100, bytes.size() - 100, '\xee');
    else if (damage == "cut")
        bytes.resize(bytes.size() / 2);
    if (damage == "other table" || damage == "newer") {
        sqlite3 *raw = nullptr;
        QCOMPARE(sqlite3_open(file.c_str(), &raw), SQLITE_OK);
        const char *sql = damage == "newer" ? "PRAGMA user_version = 99"
                                            : "DROP TABLE runs; CREATE TABLE runs(x INTEGER)";
        QCOMPARE(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(raw);
    } else {
        QVERIFY(writeFileAtomically(file, bytes));
    }
    RunIndex runs = index();
    QVERIFY(runs.list());
    QVERIFY(runs.reconcile());
    QCOMPARE(titles(runs), (QStringList{"two", "one"}));
    QCOMPARE(reconcile(runs), std::optional(false));
    QCOMPARE(titles(index()), (QStringList{"two", "one"}));
}

void RunIndexTest::damageWhileOpen()
{
    (void)finished("one", 1);
    RunIndex runs = index();
    QVERIFY(runs.reconcile());
    {
        sqlite3 *raw = nullptr;
        QCOMPARE(sqlite3_open(indexFile().c_str(), &raw), SQLITE_OK);
        QCOMPARE(sqlite3_exec(raw, "DROP TABLE runs", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(raw);
    }
    (void)finished("two", 2);
    QVERIFY(runs.reconcile());
    QCOMPARE(titles(runs), (QStringList{"two", "one"}));
}

void RunIndexTest::twoProcesses()
{
    for (int day = 0; day < 5; ++day)
        (void)finished("run " + std::to_string(day), day);
    const pid_t child = fork();
    for (int round = 0; round < 30; ++round) {
        auto runs = RunIndex::open(at("cache"), at("runs")); // the first one to come makes it
        RunSummary summary;
        summary.path = at("runs/none").string();
        const bool fine = runs && runs->put(summary) && runs->reconcile() && runs->list();
        if (child == 0 && !fine)
            _exit(1);
        QVERIFY(fine);
    }
    if (child == 0)
        _exit(0);
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    RunIndex runs = index();
    QVERIFY(runs.reconcile());
    QCOMPARE(titles(runs).size(), 5);
}

void RunIndexTest::cacheThatCannotBeWritten()
{
    QVERIFY(writeFileAtomically(at("file"), std::string("x")));
    const auto opened = RunIndex::open(at("file/cache"), at("runs"));
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Io);
    QVERIFY(opened.error().context.find("file/cache") != std::string::npos);
}

QTEST_GUILESS_MAIN(RunIndexTest)
#include "RunIndexTest.moc"
