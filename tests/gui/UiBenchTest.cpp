#include "app/gui/FrameTimes.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace dare;

/// The recorder's arithmetic, and that the bench of the window runs to its end.
class UiBenchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantiles()
    {
        Durations all;
        QCOMPARE(all.quantile(0.99), 0.0);
        for (int i = 100; i >= 1; --i)
            all.add(i);
        QCOMPARE(all.quantile(0.5), 50.0);
        QCOMPARE(all.quantile(0.99), 99.0);
        QCOMPARE(all.worst(), 100.0);
        QCOMPARE(all.above(90.0), 10);
    }

    void quickBenchPrintsEveryRow()
    {
        QTemporaryDir runs;
        QProcess bench;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_CONFIG_HOME", runs.path() + "/config");
        environment.insert("XDG_DATA_HOME", runs.path() + "/data");
        bench.setProcessEnvironment(environment);
        bench.start(
            QStringLiteral(DARE_PROGRAMS "/dare-workbench"),
            {"--bench-ui", "--quick", "--runs", runs.path() + "/runs", "--size", "1280x800"});
        QVERIFY(bench.waitForFinished(240'000));
        const QString out = QString::fromUtf8(bench.readAllStandardOutput());
        QVERIFY2(bench.exitCode() == 0, qPrintable(out + bench.readAllStandardError()));
        for (const char *row : {"renderer", "idle:", "lateness", "skipped",
                                "scrubbing:", "typing:", "memory:", "GUI tasks: all", "above 8 ms"})
            QVERIFY2(out.contains(row), qPrintable(out));
        for (const char *place :
             {"Inspect, 5 panes, by frame", "Inspect, 5 panes, by step",
              "Inspect, 5 panes, by layer", "Inspect, 5 panes, by head",
              "Inspect, 5 panes, by word", "Compare, side by side", "Compare, wipe",
              "Compare, overlay", "Compare, difference", "Compare, signed", "Compare, flip"}) {
            const QRegularExpression row(QStringLiteral("%1: lateness +p50 [0-9.]+ +p99 [0-9.]+ "
                                                        "+worst [0-9.]+ ms \\([1-9][0-9]*\\)")
                                             .arg(QLatin1String(place)));
            QVERIFY2(row.match(out).hasMatch(), qPrintable(place + QString("\n") + out));
        }
        const QRegularExpression use(QStringLiteral(
            "scripted use for [1-9][0-9]* s: worst, above 50 ms +[0-9.]+ ms, [0-9]+"));
        QVERIFY2(use.match(out).hasMatch(), qPrintable(out));
        QVERIFY2(out.contains(", yes"), qPrintable(out)); // the last scrub event is shown
        QVERIFY2(out.contains("paints of the viewer, share of a core"), qPrintable(out));

        // With --open the two pages are measured on that run and nothing else is.
        const QStringList stored =
            QDir(runs.path() + "/runs").entryList({"20*"}, QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(!stored.isEmpty());
        bench.start(QStringLiteral(DARE_PROGRAMS "/dare-workbench"),
                    {"--bench-ui", "--quick", "--runs", runs.path() + "/runs", "--open",
                     runs.path() + "/runs/" + stored.first()});
        QVERIFY(bench.waitForFinished(120'000));
        const QString alone = QString::fromUtf8(bench.readAllStandardOutput());
        QVERIFY2(bench.exitCode() == 0, qPrintable(alone + bench.readAllStandardError()));
        for (const char *row : {"24x24, 16 frames", "by frame: lateness", "signed: lateness"})
            QVERIFY2(alone.contains(row), qPrintable(alone));
        QVERIFY2(!alone.contains("scrubbing:"), qPrintable(alone));
    }
};

QTEST_GUILESS_MAIN(UiBenchTest)
#include "UiBenchTest.moc"
