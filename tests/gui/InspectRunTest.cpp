#include "app/gui/FigureBinding.h"
#include "core/runs/MapFile.h"
#include "tests/gui/StoredRunTest.h"
#include "tests/widgets/TextFit.h"
#include "widgets/attention/InspectPage.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/TickText.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QAbstractItemModel>
#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QUndoStack>

#include <algorithm>
#include <cmath>

using namespace dare;

namespace
{

constexpr int kSoonMs = 30'000; // generous: two cores under load

/// Every file of a run with its bytes, hidden and temporary ones too.
QMap<QString, QByteArray> filesOf(const std::filesystem::path &run)
{
    QMap<QString, QByteArray> out;
    QDirIterator all(QString::fromStdString(run.string()), QDir::Files | QDir::Hidden,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (file.open(QIODevice::ReadOnly))
            out[file.fileName()] = file.readAll();
    }
    return out;
}

} // namespace

/// The Inspect page on a stored run of the embedded model that kept every step, but only head
/// means.
class InspectRunTest : public StoredRunTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bench.reset(); }
    void init() { failOnAnyWarning(); }
    void everythingOfTheRunIsShown();
    void placesSeenBeforeComeFromMemory();
    void regionOfTheRunIsRankedAndUndone();
    void cancelledCaptureLeavesTheRunAlone();
    void captureMoreFillsTheGridAndLeavesTheRunAlone();
    void selectionIsWritten();
    void comparePageOpensOnTheFrameOfTheCommandLine();

private:
    InspectModel &inspect() { return m_bench->models().inspect; }
};

void InspectRunTest::initTestCase()
{
    Recipe recipe = engine_runs::recipe(4);
    recipe.prompt = "a turtle next to a rocket";
    recipe.capture = {};
    Engine engine; // as many threads as the window has: the hash holds for one number of them
    openRun(engine, recipe, QStringLiteral("inspect"));
}

void InspectRunTest::everythingOfTheRunIsShown()
{
    QTRY_VERIFY_WITH_TIMEOUT(!inspect().shares().labels.empty(), kSoonMs);
    QCOMPARE(inspect().shares().sides[1].words[1].size(), std::size_t(4));
    QTRY_VERIFY_WITH_TIMEOUT(!inspect().captureText().isEmpty(), kSoonMs);
    QVERIFY2(inspect().captureText().startsWith(
                 QStringLiteral("The head mean of every layer in every step")),
             qPrintable(inspect().captureText()));
    QTRY_VERIFY_WITH_TIMEOUT(!inspect().grid().cells.empty(), kSoonMs);
    QVERIFY(!inspect().grid().anyCaptured());
    const auto *stats = find<QTableView>("tokenStats");
    QTRY_VERIFY_WITH_TIMEOUT(stats->model()->index(4, 2).data().toString() != QStringLiteral("–"),
                             kSoonMs);
    QCOMPARE(stats->model()->index(4, 1).data().toString(), QStringLiteral("1.00"));
    QVERIFY(stats->model()->index(0, 1).data().toString().startsWith(QLatin1Char('.')));
}

void InspectRunTest::placesSeenBeforeComeFromMemory()
{
    view().setStep(1);
    const auto first = view().maps();
    QTRY_VERIFY_WITH_TIMEOUT(view().maps().after[1] != first.after[1], kSoonMs);
    const std::vector<float> one = view().maps().after[1]->values;
    view().setStep(2);
    QTRY_VERIFY_WITH_TIMEOUT(view().maps().after[1]->values != one, kSoonMs);
    // Back: at once, without the event loop.
    view().setStep(1);
    QVERIFY(view().maps().after[1]->values == one);
    // Another word of the same place, too.
    view().selectWord(QStringLiteral("rocket"));
    QVERIFY(view().maps().after[1]->values != one);
    view().selectWord(QStringLiteral("turtle"));
    QVERIFY(view().maps().after[1]->values == one);
}

void InspectRunTest::regionOfTheRunIsRankedAndUndone()
{
    QUndoStack *stack = m_bench->models().recipe.undoStack();
    const int entries = stack->count();
    view().region()->setBox(0, {0.0, 0.0, 1.0, 1.0});
    const auto *table = find<QTableView>("regionView");
    QVERIFY(table->model()->rowCount() >= 7); // words, end and pads
    // Over the whole picture the values are the masses: they sum to 1.
    double sum = 0.0;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        sum += table->model()->index(row, 2).data(Qt::UserRole + 1).toDouble();
    QVERIFY2(std::abs(sum - 1.0) < 0.01, qPrintable(QString::number(sum)));
    QTRY_VERIFY_WITH_TIMEOUT(!inspect().series().empty(), kSoonMs);
    QCOMPARE(stack->count(), entries + 1);
    stack->undo();
    QVERIFY(view().region()->empty());
    QCOMPARE(table->model()->rowCount(), 0);
    stack->redo();
    QVERIFY(!view().region()->empty());
    QTest::keyClick(&m_bench->window(), Qt::Key_Escape);
    QVERIFY(view().region()->empty());
}

void InspectRunTest::cancelledCaptureLeavesTheRunAlone()
{
    QTRY_VERIFY_WITH_TIMEOUT(!inspect().offers().empty(), kSoonMs);
    const auto before = filesOf(m_run);
    QVERIFY(before.size() > 10);
    auto *more = find<QPushButton>("captureMore");
    more->click();
    auto *menu = find<QMenu>("captureMenu");
    QTRY_VERIFY(menu->isVisible());
    QAction *all = menu->actions().constLast();
    QVERIFY2(all->text().contains(QStringLiteral("all steps")), qPrintable(all->text()));
    all->trigger();
    menu->close();
    QCOMPARE(more->text(), QStringLiteral("Cancel"));
    more->click();
    QVERIFY(!more->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(inspect().capturing().isEmpty(), kSoonMs);
    const QString log = find<QPlainTextEdit>("logView")->toPlainText();
    QVERIFY2(log.contains(QStringLiteral("capturing was cancelled")), qPrintable(log));
    QVERIFY(m_bench->window().banner()->isHidden()); // it is what was asked for
    QTRY_VERIFY_WITH_TIMEOUT(more->isEnabled(), kSoonMs);
    QCOMPARE(more->text(), QStringLiteral("Capture more…"));
    const auto after = filesOf(m_run);
    QCOMPARE(after.keys(), before.keys());
    for (const QString &path : before.keys()) {
        // A step that was done before the cancel came has all its heads now.
        if (!path.contains(QStringLiteral("/maps/")))
            QVERIFY2(after[path] == before[path], qPrintable(path));
    }
    const auto run = RunFolder::open(m_run);
    QVERIFY(run && !readCoverage(*run, Side::B, 3)->has(4, 1));
    QCOMPARE(run->manifest().status, RunStatus::Done);
}

void InspectRunTest::captureMoreFillsTheGridAndLeavesTheRunAlone()
{
    view().setStep(1);
    QTRY_VERIFY_WITH_TIMEOUT(!inspect().offers().empty(), kSoonMs);
    const auto offer = std::find_if(
        inspect().offers().begin(), inspect().offers().end(), [](const CaptureOffer &each) {
            return each.text == QStringLiteral("Every head of every layer, step 2");
        });
    QVERIFY(offer != inspect().offers().end());
    QVERIFY(offer->megabytes > 0.0 && offer->seconds > 0.0);
    Q_EMIT inspect().captureWanted(offer->window);
    QVERIFY(!inspect().capturing().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(inspect().capturing().isEmpty(), 240'000);
    const QString log = find<QPlainTextEdit>("logView")->toPlainText();
    QVERIFY2(log.contains(QStringLiteral("the run is unchanged")), qPrintable(log));
    QTRY_VERIFY_WITH_TIMEOUT(inspect().grid().anyCaptured(), kSoonMs);
    auto *grid = find<QTableView>("layerHeadGrid");
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {},
                      grid->visualRect(grid->model()->index(4, 1)).center());
    QCOMPARE(view().layer(), 4);
    QCOMPARE(view().head(), 1);
    const auto run = RunFolder::open(m_run);
    QVERIFY(run && readCoverage(*run, Side::B, 1)->has(4, 1));
    QCOMPARE(run->manifest().status, RunStatus::Done);
}

void InspectRunTest::selectionIsWritten()
{
    QTemporaryDir out;
    FigureBinding *figures = &m_bench->figures();
    for (const char *name : {"figure.svg", "figure.pdf", "maps.npz", "stats.csv"}) {
        const QString path = out.filePath(QLatin1String(name));
        figures->writeTo(path);
        QTRY_VERIFY2_WITH_TIMEOUT(QFileInfo(path).size() > 500, name, kSoonMs);
    }
}

void InspectRunTest::comparePageOpensOnTheFrameOfTheCommandLine()
{
    CommandLine options;
    options.workspace = QStringLiteral("compare");
    options.runs = m_runs.path();
    options.open = QString::fromStdString(m_run.string());
    options.theme = QStringLiteral("dark");
    options.size = QSize(1600, 1000);
    options.frame = 3;
    m_bench.reset();
    m_bench = std::make_unique<Workbench>(options, *m_theme);
    m_bench->start();
    QVERIFY(QTest::qWaitForWindowExposed(&m_bench->window()));
    QTRY_COMPARE_WITH_TIMEOUT(view().workspace(), Workspace::Compare, kSoonMs);
    QTRY_VERIFY_WITH_TIMEOUT(view().frameCount() > 3, kSoonMs);
    QTRY_COMPARE_WITH_TIMEOUT(view().frame(), 2, kSoonMs);
    // What fits is said as a factor, too.
    auto *zoom = find<QComboBox>("compareZoom");
    auto *viewer = find<ViewerWidget>("viewer");
    const QString fit = QStringLiteral("fit (%1)").arg(zoomText(viewer->fitZoom()));
    QTRY_COMPARE_WITH_TIMEOUT(zoom->currentText(), fit, kSoonMs);
    view().setView(3.5, 0.0, 0.0);
    QCOMPARE(zoom->currentIndex(), -1);
    QCOMPARE(zoom->placeholderText(), QStringLiteral("3.5×"));
}

QTEST_MAIN(InspectRunTest)
#include "InspectRunTest.moc"
