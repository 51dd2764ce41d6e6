#include "app/gui/ExportBinding.h"
#include "core/media/Video.h"
#include "core/runs/RecipeJson.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/StoredRunTest.h"
#include "tests/widgets/TextFit.h"
#include "widgets/export/ExportPreviewPane.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

namespace
{

constexpr int kSoonMs = 60'000; // generous: two cores under load
constexpr int kFrames = 4;

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The export dialog over a stored run of the embedded model, in the window.
class ExportDialogTest : public StoredRunTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_bench.reset(); }
    void init();
    void cleanup();
    void shortcutShowsTheRunWithItsSizeAndTime();
    void previewFollowsLayoutPanesAndFrame();
    void codecTakesThePathAlong();
    void copiedLineMakesTheSameFile();
    void fileHoldsThePreviewedFramesAndTheRecipe();
    void inAndOutAreTheRange();
    void cancelLeavesNothingBehind();
    void closingWhileWritingLeavesNothingBehind();
    void whatCannotBeWrittenIsSaid();

private:
    QDialog *dialog() { return find<QDialog>("exportDialog"); }
    QImage picture() { return find<ExportPreviewPane>("exportPreview")->picture(); }
    QString summary() { return find<QLabel>("exportPrediction")->text(); }
    QPushButton *startButton() { return find<QPushButton>("exportStart"); }
    void open();
    /// Does something that changes the picture, and waits for the new one.
    template <typename Act> void redraw(Act act);
    void pick(const char *combo, int index);
    void setPath(const QString &path) { find<QLineEdit>("exportPath")->setText(path); }
    /// Quick to write and exact: one pixel of the file for one of the clip.
    void chooseFfv1(const QString &path);
    void exportAndWait();
    QStringList left() const
    {
        return QDir(m_out->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_out; ///< for the files of one function
};

void ExportDialogTest::initTestCase()
{
    Engine engine(engine_runs::kOneThread);
    openRun(engine, engine_runs::recipe(2), QStringLiteral("explore"));
    if (QTest::currentTestFailed())
        return;
    view().setMapOn(false); // the pair is exported as it is seen
    QCOMPARE(view().frameCount(), kFrames);
}

void ExportDialogTest::init()
{
    failOnAnyWarning();
    m_out = std::make_unique<QTemporaryDir>();
    view().setRange(-1, -1);
    view().setFrame(0);
    open();
}

void ExportDialogTest::cleanup()
{
    dialog()->reject();
    QTRY_VERIFY(!dialog()->isVisible());
    m_out.reset();
}

void ExportDialogTest::open()
{
    QSignalSpy drawn(&m_bench->exporter(), &ExportBinding::previewed);
    QApplication::setActiveWindow(&m_bench->window()); // Xvfb has no window manager to do it
    QTest::keyClick(&m_bench->window(), Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kSoonMs);
}

template <typename Act> void ExportDialogTest::redraw(Act act)
{
    QSignalSpy drawn(&m_bench->exporter(), &ExportBinding::previewed);
    act();
    QTRY_VERIFY_WITH_TIMEOUT(!drawn.isEmpty(), kSoonMs);
}

/// As by hand: setting the index says nothing.
void ExportDialogTest::pick(const char *combo, int index)
{
    auto *box = find<QComboBox>(combo);
    box->setCurrentIndex(index);
    Q_EMIT box->activated(index);
}

void ExportDialogTest::chooseFfv1(const QString &path)
{
    redraw([&] {
        pick("exportCodec", static_cast<int>(ExportCodec::Ffv1));
        find<QToolButton>("exportSize1")->click();
        setPath(path);
    });
    QCOMPARE(find<QLabel>("exportProblem")->text(), QString());
}

void ExportDialogTest::exportAndWait()
{
    QSignalSpy exported(&m_bench->exporter(), &ExportBinding::exported);
    QTest::keyClick(dialog(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(startButton()->text(), QStringLiteral("Cancel"));
    QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, kSoonMs);
    QTRY_VERIFY(!dialog()->isVisible());
}

void ExportDialogTest::shortcutShowsTheRunWithItsSizeAndTime()
{
    QCOMPARE(dialog()->windowModality(), Qt::WindowModal);
    QVERIFY(!picture().isNull());
    // 24 pixels are enlarged by a whole factor, to 480.
    QVERIFY2(picture().width() >= 2 * 480, qPrintable(QString::number(picture().width())));
    const QRegularExpression told(
        QStringLiteral(
            "^%1×%2   4 frames · 0\\.50 s at 8 fps   ≈ [0-9.]+ [kM]?B   ≈ [0-9.]+ s to encode$")
            .arg(picture().width())
            .arg(picture().height()));
    QTRY_VERIFY2_WITH_TIMEOUT(told.match(summary()).hasMatch(), qPrintable(summary()), kSoonMs);
    setPath(QStringLiteral("/tmp/pair.mp4")); // a long path scrolls
    QCOMPARE(textsThatDoNotFit(dialog()).join(QLatin1Char('\n')), QString());
    QVERIFY(find<QPlainTextEdit>("exportRecipe")->toPlainText().contains("(turtle:1.3)"));
    QVERIFY(startButton()->isEnabled());
    dialog()->reject();
    find<QAction>("actionExport")->trigger();
    QTRY_VERIFY(dialog()->isVisible());
}

void ExportDialogTest::previewFollowsLayoutPanesAndFrame()
{
    const QImage pair = picture();
    redraw([this] { find<QToolButton>("exportLayout1")->click(); });
    const QImage four = picture();
    QVERIFY(four.height() > pair.height() * 3 / 2);
    QCOMPARE(find<QComboBox>("exportPanes")->currentText(),
             QStringLiteral("Videos over maps of “turtle”"));
    redraw([this] { pick("exportPanes", 1); });
    QVERIFY(picture() != four);
    redraw([this] { find<QToolButton>("exportLayout0")->click(); });
    QCOMPARE(picture(), pair);
    redraw([this] { find<QSlider>("exportFrame")->setValue(kFrames - 1); });
    QVERIFY(picture() != pair);
    redraw([this] { find<QSlider>("exportFrame")->setValue(0); });
    QCOMPARE(picture(), pair);
}

void ExportDialogTest::codecTakesThePathAlong()
{
    setPath(m_out->filePath("pair.mp4"));
    const std::array<const char *, 5> names{"pair.mp4", "pair.mp4", "pair.mkv", "pair/",
                                            "pair.gif"};
    for (int codec = static_cast<int>(names.size()) - 1; codec >= 0; --codec) {
        redraw([&] { pick("exportCodec", codec); });
        QCOMPARE(find<QLineEdit>("exportPath")->text(),
                 m_out->filePath(QLatin1String(names[static_cast<std::size_t>(codec)])));
        QCOMPARE(find<QLabel>("exportProblem")->text(), QString());
    }
    QTRY_VERIFY2_WITH_TIMEOUT(summary().contains("to encode"), qPrintable(summary()), kSoonMs);
    QCOMPARE(left(), QStringList()); // predicting wrote elsewhere
}

void ExportDialogTest::copiedLineMakesTheSameFile()
{
    const QString path = m_out->filePath("it's one.mp4");
    view().setRange(1, 2);
    dialog()->reject();
    open();
    redraw([&] {
        find<QToolButton>("exportLayout1")->click();
        find<QToolButton>("exportSize1")->click();
        find<QDoubleSpinBox>("exportFps")->setValue(12.5);
        pick("exportStrip", 1);
        setPath(path);
    });
    find<QPushButton>("exportCopyCli")->click();
    const QString line = QApplication::clipboard()->text();
    QVERIFY2(line.startsWith("dare export "), qPrintable(line));
    QVERIFY2(line.contains("--frames 2-3"), qPrintable(line));
    exportAndWait();
    const QByteArray ours = bytesOf(path);
    const QByteArray sidecar = bytesOf(m_out->filePath("it's one.json"));
    QVERIFY(!ours.isEmpty() && !sidecar.isEmpty());
    QVERIFY(QFile::remove(path) && QFile::remove(m_out->filePath("it's one.json")));
    QProcess shell;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PATH", QStringLiteral(DARE_PROGRAMS ":") + environment.value("PATH"));
    shell.setProcessEnvironment(environment);
    shell.start("/bin/sh", {"-c", line});
    QVERIFY(shell.waitForFinished(kSoonMs));
    QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError().constData());
    QCOMPARE(bytesOf(path), ours);
    QCOMPARE(bytesOf(m_out->filePath("it's one.json")), sidecar);
}

void ExportDialogTest::fileHoldsThePreviewedFramesAndTheRecipe()
{
    const QString path = m_out->filePath("pair.mkv");
    chooseFfv1(path);
    redraw([this] { find<QSlider>("exportFrame")->setValue(2); });
    const QImage seen = picture().convertToFormat(QImage::Format_RGB888);
    exportAndWait();
    QCOMPARE(left(), (QStringList{"pair.json", "pair.mkv"}));
    const auto clip = readVideo(path.toStdString());
    QVERIFY(clip);
    QCOMPARE(clip->frames, kFrames);
    QCOMPARE(QSize(clip->width, clip->height), seen.size());
    const QImage written(clip->rgb.data() + 2 * clip->frameBytes(), clip->width, clip->height,
                         3 * clip->width, QImage::Format_RGB888);
    QCOMPARE(written, seen);
    const auto tag = readRecipeTag(path.toStdString());
    QVERIFY(tag);
    QCOMPARE(QByteArray::fromStdString(*tag).trimmed(),
             bytesOf(m_out->filePath("pair.json")).trimmed());
    const auto recipe = recipeFromJson(*tag);
    QVERIFY(recipe);
    QCOMPARE(recipe->seed, engine_runs::recipe(2).seed);
}

void ExportDialogTest::inAndOutAreTheRange()
{
    QVERIFY(!find<QToolButton>("exportRange0")->isEnabled()); // neither in nor out is set
    QVERIFY(find<QToolButton>("exportRange1")->isChecked());
    dialog()->reject();
    view().setRange(1, 2);
    open();
    QVERIFY(find<QToolButton>("exportRange0")->isChecked());
    QCOMPARE(find<QToolButton>("exportRange0")->text(), QStringLiteral("In – out 2–3"));
    QTRY_VERIFY2_WITH_TIMEOUT(summary().contains("2 frames · 0.25 s"), qPrintable(summary()),
                              kSoonMs);
    redraw([this] { find<QToolButton>("exportRange1")->click(); });
    QTRY_VERIFY2_WITH_TIMEOUT(summary().contains("4 frames"), qPrintable(summary()), kSoonMs);
    redraw([this] { find<QToolButton>("exportRange0")->click(); });
    const QString path = m_out->filePath("part.mkv");
    chooseFfv1(path);
    exportAndWait();
    QCOMPARE(readVideo(path.toStdString())->frames, 2);
    // In alone: to the end, whichever frame that is.
    view().setRange(3, -1);
    open();
    QCOMPARE(find<QToolButton>("exportRange0")->text(), QStringLiteral("In – out 4–4"));
    find<QPushButton>("exportCopyCli")->click();
    QVERIFY(QApplication::clipboard()->text().contains("--frames 4- "));
}

void ExportDialogTest::cancelLeavesNothingBehind()
{
    setPath(m_out->filePath("big.mp4"));
    redraw([this] { find<QToolButton>("exportSize3")->click(); }); // 1080p: not done in no time
    startButton()->click();
    QCOMPARE(startButton()->text(), QStringLiteral("Cancel"));
    QVERIFY(!find<QLineEdit>("exportPath")->isEnabled());
    startButton()->click();
    QTRY_COMPARE_WITH_TIMEOUT(startButton()->text(), QStringLiteral("Export"), kSoonMs);
    QVERIFY(dialog()->isVisible());
    QCOMPARE(left(), QStringList());
    QCOMPARE(find<QLabel>("exportProblem")->text(), QString());
    // And again, this time to the end.
    redraw([this] { find<QToolButton>("exportSize1")->click(); });
    exportAndWait();
    QCOMPARE(left(), (QStringList{"big.json", "big.mp4"}));
}

void ExportDialogTest::closingWhileWritingLeavesNothingBehind()
{
    setPath(m_out->filePath("big.mp4"));
    redraw([this] { find<QToolButton>("exportSize3")->click(); });
    startButton()->click();
    find<QPushButton>("exportClose")->click();
    QVERIFY(!dialog()->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(startButton()->text(), QStringLiteral("Export"), kSoonMs);
    QCOMPARE(left(), QStringList());
}

void ExportDialogTest::whatCannotBeWrittenIsSaid()
{
    const QString good = m_out->filePath("pair.mp4");
    for (const QString &bad : {m_out->filePath("pair.txt"), m_out->filePath("none/pair.mp4"),
                               m_out->path(), QString()}) {
        setPath(bad);
        QTRY_VERIFY2(!find<QLabel>("exportProblem")->text().isEmpty(), qPrintable(bad));
        QVERIFY(!startButton()->isEnabled());
        setPath(good);
        QTRY_COMPARE(find<QLabel>("exportProblem")->text(), QString());
        QVERIFY(startButton()->isEnabled());
    }
    QCOMPARE(left(), QStringList());
}

int main(int argc, char **argv)
{
    return runInWindow<ExportDialogTest>(argc, argv, "test_export_dialog");
}
#include "ExportDialogTest.moc"
