#include "app/gui/MainWindow.h"
#include "app/gui/Workbench.h"
#include "tests/gui/GlMain.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/ModelCheckCard.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

namespace
{

constexpr int kRunMs = 240'000; // generous: two cores under load
constexpr int kSoonMs = 30'000;

/// Sockets of this process that belong to the internet families.
QStringList internetSockets()
{
    QStringList own;
    for (const QFileInfo &entry :
         QDir(QStringLiteral("/proc/self/fd")).entryInfoList(QDir::Files | QDir::System)) {
        const QString target = QFile::symLinkTarget(entry.filePath());
        const auto at = target.indexOf(QStringLiteral("socket:["));
        if (at >= 0)
            own << target.mid(at + 8).chopped(1);
    }
    QStringList found;
    for (const char *table : {"tcp", "tcp6", "udp", "udp6", "raw", "raw6"}) {
        QFile file(QStringLiteral("/proc/self/net/") + QLatin1String(table));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const auto fields = line.simplified().split(' ');
            if (fields.size() > 9 && own.contains(QString::fromLatin1(fields[9])))
                found << QLatin1String(table) + QLatin1Char(' ') + QString::fromLatin1(line);
        }
    }
    return found;
}

void copyFolder(const QString &from, const QString &to)
{
    QDirIterator entry(from, QDir::Files, QDirIterator::Subdirectories);
    while (entry.hasNext()) {
        const QString file = entry.next();
        const QString target = to + file.mid(from.size());
        QVERIFY(QDir().mkpath(QFileInfo(target).path()));
        QVERIFY(QFile::copy(file, target));
        QVERIFY(QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner));
    }
}

} // namespace

/// Acceptance checks 13 and 14: the first start, and a model folder that lacks a file.
class FirstStartTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_runs;
    QTemporaryDir m_models;
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<Workbench> m_bench;

    MainWindow &window() { return m_bench->window(); }
    RunBox *box() { return window().sides()->runBox(); }
    template <typename T> T *find(const char *name)
    {
        return window().findChild<T *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        m_theme = std::make_unique<ThemeApplier>();
        CommandLine options;
        options.runs = m_runs.path();
        options.theme = QStringLiteral("dark");
        options.size = QSize(1600, 1000);
        m_bench = std::make_unique<Workbench>(options, *m_theme);
        m_bench->start();
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
        QApplication::setActiveWindow(&window());
    }
    void cleanupTestCase() { m_bench.reset(); }
    void init() { failOnAnyWarning(); }

    void emptyFolderShowsTheWelcomeOverNoise()
    {
        QTRY_VERIFY_WITH_TIMEOUT(window().welcome()->isOpen(), kSoonMs);
        QCOMPARE(window().state(), QStringLiteral("empty"));
        // The same noise on both sides, and it is noise: most neighbours differ.
        const ViewModel &view = m_bench->models().view;
        QTRY_VERIFY_WITH_TIMEOUT(view.contents().size() == 2 && view.contents()[0].clip, kSoonMs);
        const auto &pixels = view.contents()[0].clip->rgb;
        QCOMPARE(view.contents()[1].clip->rgb, pixels);
        int different = 0;
        for (std::size_t i = 3; i < 3000; ++i)
            different += std::abs(pixels[i] - pixels[i - 3]) > 8 ? 1 : 0;
        QVERIFY2(different > 2000, qPrintable(QString::number(different)));
        QTRY_VERIFY_WITH_TIMEOUT(window().welcome()->deviceLine().contains("measured"), kRunMs);
        for (const char *name : {"welcomeExample0", "welcomeExample3", "welcomeOpenModel",
                                 "welcomeOpenRun", "welcomeKeys"})
            QVERIFY2(find<QAbstractButton>(name)->isVisible(), name);
        QCOMPARE(textsThatDoNotFit(window().welcome()).join('\n'), QString());
        QCOMPARE(internetSockets().join('\n'), QString());
    }

    void anotherSeedIsAnotherNoise()
    {
        const auto before = m_bench->models().view.contents()[0].clip;
        m_bench->models().recipe.edit("Seed", {}, [](Recipe &recipe) { recipe.seed = 41; });
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->models().view.contents()[0].clip != before, kSoonMs);
        QVERIFY(m_bench->models().view.contents()[0].clip->rgb != before->rgb);
    }

    void cardClosesAndHelpBringsItBack()
    {
        QTest::keyClick(find<QPushButton>("welcomeExample0"), Qt::Key_Escape);
        QVERIFY(!window().welcome()->isOpen());
        QCOMPARE(window().state(), QStringLiteral("ready"));
        Q_EMIT window().welcomeRequested();
        QVERIFY(window().welcome()->isOpen());
        QCOMPARE(window().state(), QStringLiteral("empty"));
    }

    void enterRunsTheFirstExample()
    {
        m_bench->models().recipe.edit("Steps", {}, [](Recipe &recipe) { recipe.steps = 6; });
        auto *prompt = find<QPlainTextEdit>("promptEdit");
        prompt->setFocus();
        QTest::keyClick(prompt, Qt::Key_Return);
        QVERIFY(box()->busy());
        QCOMPARE(window().state(), QStringLiteral("running"));
        QCOMPARE(prompt->toPlainText(), window().welcome()->example(0));
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->models().runs.runCount() == 1, kRunMs);
        QVERIFY(!window().welcome()->isOpen());
        QCOMPARE(internetSockets().join('\n'), QString());
    }

    void folderWithoutAShardIsRefusedWhileTheModelRuns()
    {
        const QString source = QStringLiteral(DARE_TEST_DATA "/oracle/sharded/model");
        const QString folder = m_models.filePath("sharded");
        copyFolder(source, folder);
        const QString shard = "/text_encoder/model-00003-of-00006.safetensors";
        QVERIFY(QFile::remove(folder + shard));
        const QString model = find<QToolButton>("modelButton")->text();
        QVERIFY(box()->busy());
        Q_EMIT window().openModelRequested(folder);
        QTRY_VERIFY_WITH_TIMEOUT(window().modelCheck()->isOpen(), kSoonMs);
        QVERIFY(find<QLabel>("modelCheckTitle")->text().contains("model-00003-of-00006"));
        const auto &rows = window().modelCheck()->check().rows;
        QCOMPARE(std::count_if(rows.begin(), rows.end(),
                               [](const FileCheckRow &row) { return !row.good; }),
                 1);
        QVERIFY(rows.size() > 10);
        QCOMPARE(textsThatDoNotFit(window().modelCheck()).join('\n'), QString());
        find<QPushButton>("modelCheckCopy")->click();
        QVERIFY(QApplication::clipboard()->text().contains("PROBLEM " + shard.mid(1)));
        QCOMPARE(find<QToolButton>("modelButton")->text(), model);
        QVERIFY(!window().banner()->isHidden());

        // The same folder, mended. The former model runs on meanwhile.
        QVERIFY(box()->busy());
        QVERIFY(QFile::copy(source + shard, folder + shard));
        find<QPushButton>("modelCheckAgain")->click();
        QTRY_COMPARE_WITH_TIMEOUT(find<QToolButton>("modelButton")->text(),
                                  QStringLiteral("sharded"), kSoonMs);
        QVERIFY(!window().modelCheck()->isOpen());
        QTRY_VERIFY_WITH_TIMEOUT(!box()->busy(), kRunMs);
        const RunsModel &runs = m_bench->models().runs;
        const RunRow *row = runs.row(runs.index(0, 0, runs.index(0, 0, {})));
        QTRY_COMPARE(row->state, RunRow::State::Finished);
    }

    void keepLeavesEverythingAsItWas()
    {
        QTemporaryDir nothing;
        Q_EMIT window().openModelRequested(nothing.path());
        QTRY_VERIFY_WITH_TIMEOUT(window().modelCheck()->isOpen(), kSoonMs);
        QCOMPARE(window().state(), QStringLiteral("refused"));
        find<QPushButton>("modelCheckKeep")->click();
        QVERIFY(!window().modelCheck()->isOpen());
        QCOMPARE(find<QToolButton>("modelButton")->text(), QStringLiteral("sharded"));
    }

    void readingCanBeGivenUp()
    {
        Q_EMIT window().embeddedModelRequested();
        QCOMPARE(window().state(), QStringLiteral("loading"));
        auto *cancel = find<QToolButton>("modelCancel");
        Q_EMIT window().header()->cancelLoadingRequested();
        QVERIFY(window().state() != QStringLiteral("loading"));
        QVERIFY(!cancel->isVisible());
        QTest::qWait(300);
        QCOMPARE(find<QToolButton>("modelButton")->text(), QStringLiteral("sharded"));
    }
};

int main(int argc, char **argv)
{
    return runInWindow<FirstStartTest>(argc, argv, "test_first_start");
}
#include "FirstStartTest.moc"
