#include "widgets/controls/PathEdit.h"
#include "tests/widgets/TextFit.h"
#include "widgets/theme/ThemeApplier.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

using namespace dare;

/// A path that is too long for its line.
class PathEditTest : public QObject
{
    Q_OBJECT

private:
    ThemeApplier m_applier;

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void itsMiddleGivesWayUntilItHasTheFocus();
};

void PathEditTest::itsMiddleGivesWayUntilItHasTheFocus()
{
    QWidget window;
    QVBoxLayout column(&window);
    auto *other = new QPushButton(QStringLiteral("other"));
    auto *edit = new PathEdit(QStringLiteral("File to write"));
    column.addWidget(other);
    column.addWidget(edit);
    window.setFixedWidth(240);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QApplication::setActiveWindow(&window);
    other->setFocus();
    edit->setText(QStringLiteral("short.mp4"));
    QCOMPARE(edit->shownText(), edit->text());
    const QString path =
        QStringLiteral("/home/somebody/runs/2026-11-25_turtle-rocket-night/exports/A-B.mp4");
    edit->setText(path);
    const QString shown = edit->shownText();
    QVERIFY2(shown.startsWith(QStringLiteral("/home")) && shown.endsWith(QStringLiteral("A-B.mp4")),
             qPrintable(shown));
    QVERIFY(edit->fontMetrics().horizontalAdvance(shown) < edit->width());
    QVERIFY(edit->toolTip().contains(path));
    const QImage elided = edit->grab().toImage();
    edit->setText(shown); // what QLineEdit itself paints of the short form
    QCOMPARE(edit->grab().toImage(), elided);
    edit->setText(path);
    edit->setFocus();
    QCOMPARE(edit->shownText(), path);
    QCOMPARE(edit->text(), path);
}

QTEST_MAIN(PathEditTest)
#include "PathEditTest.moc"
