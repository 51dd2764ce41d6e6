#include "tests/widgets/PromptFixture.h"

using namespace dare;

/// Typing, chips and weights.
class PromptTest : public PromptFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void chipsOfAPrompt();
    void clickSelectsAndCtrlClickAdds();
    void wheelChangesTheWeightOnlyWithFocus();
    void weightsAreRewritten_data();
    void weightsAreRewritten();
    void weightKeysInTheText();
    void syntaxErrorIsShown();
    void weightIsHighlighted();
    void growsToFiveLines();
    void longPromptDoesNotHang();
    void runAndNegative();
};

void PromptTest::chipsOfAPrompt()
{
    type(QStringLiteral("a (turtle:1.2) next (rocket:0)"));
    const auto &all = chips()->chips();
    QCOMPARE(all.size(), std::size_t(6));
    QVERIFY(all[0].small);
    QCOMPARE(all[1].text, QStringLiteral("turtle"));
    QCOMPARE(all[1].rho, QStringLiteral("0.86"));
    QCOMPARE(all[1].weight, QStringLiteral("×1.2"));
    QVERIFY(!all[1].struck);
    QVERIFY(all[3].struck);
    QCOMPARE(all[4].label, QStringLiteral("end"));
    QCOMPARE(all[5].text, QStringLiteral("pads 59"));
    QCOMPARE(m_panel->findChild<QLabel *>(QStringLiteral("promptCount"))->text(),
             QStringLiteral("4 words · 5 tokens"));
    for (std::size_t i = 1; i < all.size(); ++i)
        QVERIFY(!all[i].rect.intersects(all[i - 1].rect));
}

void PromptTest::clickSelectsAndCtrlClickAdds()
{
    type(QStringLiteral("a turtle and a rocket"));
    QTest::mouseClick(chips(), Qt::LeftButton, {}, middleOf(1));
    QCOMPARE(m_view->selectedWord(), QStringLiteral("turtle"));
    QTest::mouseClick(chips(), Qt::LeftButton, Qt::ControlModifier, middleOf(4));
    QCOMPARE(m_view->selectedWords(),
             QStringList({QStringLiteral("turtle"), QStringLiteral("rocket")}));
    QTest::mouseClick(chips(), Qt::LeftButton, {}, middleOf(4));
    QCOMPARE(m_view->selectedWords(), QStringList(QStringLiteral("rocket")));
    QTest::mouseClick(chips(), Qt::LeftButton, {}, middleOf(4));
    QVERIFY(m_view->selectedWords().isEmpty());
    QTest::mouseClick(chips(), Qt::LeftButton, {}, middleOf(5));
    QCOMPARE(m_view->selectedWord(), QStringLiteral("end"));
}

void PromptTest::wheelChangesTheWeightOnlyWithFocus()
{
    type(QStringLiteral("a (turtle:1.2) swims"));
    m_panel->edit()->setFocus();
    turnWheel(1, 1);
    QCOMPARE(m_prompt->text(), QStringLiteral("a (turtle:1.2) swims"));
    chips()->setFocus();
    QVERIFY(chips()->hasFocus());
    turnWheel(1, 1);
    QCOMPARE(m_prompt->text(), QStringLiteral("a (turtle:1.25) swims"));
    QCOMPARE(m_panel->edit()->toPlainText(), QStringLiteral("a (turtle:1.25) swims"));
    turnWheel(2, -2);
    QCOMPARE(m_prompt->text(), QStringLiteral("a (turtle:1.25) (swims:0.9)"));
    QTest::mouseClick(chips(), Qt::MiddleButton, {}, middleOf(1));
    QCOMPARE(m_prompt->text(), QStringLiteral("a turtle (swims:0.9)"));
}

void PromptTest::weightsAreRewritten_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("word");
    QTest::addColumn<double>("weight");
    QTest::addColumn<QString>("after");
    QTest::newRow("bare") << "a turtle" << 1 << 1.5 << "a (turtle:1.5)";
    QTest::newRow("to one") << "a (turtle:1.5)" << 1 << 1.0 << "a turtle";
    QTest::newRow("removed") << "a turtle" << 1 << 0.0 << "a (turtle:0)";
    QTest::newRow("from zero") << "(turtle:0) sings" << 0 << 0.5 << "(turtle:0.5) sings";
    QTest::newRow("clamped") << "turtle" << 0 << 7.0 << "(turtle:2)";
    QTest::newRow("neighbour kept") << "(a:0.5) turtle" << 1 << 1.25 << "(a:0.5) (turtle:1.25)";
}

void PromptTest::weightsAreRewritten()
{
    QFETCH(QString, before);
    QFETCH(int, word);
    QFETCH(double, weight);
    QFETCH(QString, after);
    type(before);
    QSignalSpy edits(m_prompt.get(), &PromptModel::textEdited);
    m_prompt->setWeight(word, weight);
    QCOMPARE(m_prompt->text(), after);
    QCOMPARE(edits.count(), 1);
    const Word &changed = m_prompt->tokens().words[static_cast<std::size_t>(word)];
    QCOMPARE(after.mid(changed.begin, changed.end - changed.begin).toStdString(), changed.text);
}

void PromptTest::weightKeysInTheText()
{
    type(QStringLiteral("a turtle swims"));
    PromptEdit *edit = m_panel->edit();
    QTextCursor cursor = edit->textCursor();
    cursor.setPosition(4);
    edit->setTextCursor(cursor);
    QTest::keyClick(edit, Qt::Key_Up, Qt::ControlModifier);
    QTest::keyClick(edit, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(edit->toPlainText(), QStringLiteral("a (turtle:1.2) swims"));
    QTest::keyClick(edit, Qt::Key_Down, Qt::ControlModifier);
    QTest::keyClick(edit, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(edit->toPlainText(), QStringLiteral("a turtle swims"));
}

void PromptTest::syntaxErrorIsShown()
{
    type(QStringLiteral("a turtle"));
    m_prompt->setText(QStringLiteral("a (turtle"));
    m_prompt->setError(QStringLiteral("the ( at character 3 is never closed"), 2);
    QCOMPARE(m_panel->edit()->toolTip(), QStringLiteral("the ( at character 3 is never closed"));
    const auto formats = m_panel->edit()->document()->firstBlock().layout()->formats();
    QCOMPARE(formats.size(), 1);
    QCOMPARE(formats[0].start, 2);
    QCOMPARE(formats[0].format.underlineStyle(), QTextCharFormat::WaveUnderline);
    QCOMPARE(chips()->chips().size(), std::size_t(4)); // the last good words stay
    m_prompt->setWeight(1, 1.5);                       // their spans belong to another text
    QCOMPARE(m_prompt->text(), QStringLiteral("a (turtle"));
}

void PromptTest::weightIsHighlighted()
{
    type(QStringLiteral("a (turtle:1.2) (plain)"));
    const auto formats = m_panel->edit()->document()->firstBlock().layout()->formats();
    QCOMPARE(formats.size(), 1);
    QCOMPARE(formats[0].start, 2);
    QCOMPARE(formats[0].length, 12);
}

void PromptTest::growsToFiveLines()
{
    PromptEdit *edit = m_panel->edit();
    const int one = edit->height();
    type(QStringLiteral("turtle ").repeated(30));
    const int some = edit->height();
    QVERIFY(some > one);
    type(QStringLiteral("turtle ").repeated(300));
    const int most = edit->height();
    QVERIFY(most > some);
    type(QStringLiteral("turtle ").repeated(600));
    QCOMPARE(edit->height(), most);
    type(QStringLiteral("turtle"));
    QCOMPARE(edit->height(), one);
}

void PromptTest::longPromptDoesNotHang()
{
    QElapsedTimer elapsed;
    elapsed.start();
    type(QStringLiteral("turtles ").repeated(1250)); // 10,000 characters
    m_panel->edit()->setFocus();
    QTest::keyClicks(m_panel->edit(), QStringLiteral(" and more"));
    QTest::qWait(50);
    QVERIFY2(elapsed.elapsed() < 5000, qPrintable(QString::number(elapsed.elapsed())));
    QVERIFY(m_panel->height() < 500);
    QVERIFY(chips()->chips()[100].struck);
    QVERIFY(m_panel->findChild<QLabel *>(QStringLiteral("promptCount"))
                ->text()
                .contains(QStringLiteral("cut")));
}

void PromptTest::runAndNegative()
{
    QSignalSpy runs(m_panel.get(), &PromptPanel::runRequested);
    QTest::keyClick(m_panel->edit(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(runs.count(), 1);
    auto *negative = m_panel->findChild<QPlainTextEdit *>(QStringLiteral("negativeEdit"));
    QVERIFY(!negative->isVisible());
    m_panel->findChild<QToolButton *>(QStringLiteral("negativeButton"))->click();
    QVERIFY(negative->isVisible());
    QSignalSpy edits(m_prompt.get(), &PromptModel::negativeEdited);
    QTest::keyClicks(negative, QStringLiteral("rain"));
    QCOMPARE(m_prompt->negative(), QStringLiteral("rain"));
    QCOMPARE(edits.count(), 4);
    m_prompt->setNegative(QStringLiteral("snow"));
    QCOMPARE(negative->toPlainText(), QStringLiteral("snow"));
    QCOMPARE(edits.count(), 4);
}

QTEST_MAIN(PromptTest)
#include "PromptTest.moc"
