#include "widgets/prompt/PromptEdit.h"
#include "widgets/prompt/PromptModel.h"
#include "widgets/prompt/PromptPanel.h"
#include "widgets/prompt/TokenChipBar.h"
#include "widgets/prompt/WeightPopover.h"
#include "widgets/viewer/ViewModel.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QWheelEvent>

#include <memory>

using namespace dare;

namespace
{

/// A stand-in for the parser: words at spaces, `(word:1.2)` without nesting.
TokenSequence split(const QString &text, int limit = 64)
{
    TokenSequence out;
    out.limit = limit;
    static const QRegularExpression wordPattern(
        QStringLiteral("\\(?([A-Za-z]+)(?::([0-9.]+)\\))?"));
    auto match = wordPattern.globalMatch(text);
    while (match.hasNext()) {
        const auto found = match.next();
        Word word;
        word.text = word.label = found.captured(1).toStdString();
        word.begin = static_cast<int>(found.capturedStart(1));
        word.end = static_cast<int>(found.capturedEnd(1));
        word.rho = word.text.size() > 4 ? 0.86 : 0.1;
        word.weight = found.captured(2).isEmpty() ? 1.0 : found.captured(2).toDouble();
        word.cut = static_cast<int>(out.ids.size()) >= limit - 1;
        if (!word.cut) {
            word.tokens = {static_cast<int>(out.ids.size())};
            out.ids.push_back(static_cast<int>(100 + out.ids.size()));
            out.pieces.push_back(word.text);
            out.wordOfToken.push_back(static_cast<int>(out.words.size()));
        }
        out.words.push_back(word);
    }
    out.ids.push_back(1);
    out.pieces.emplace_back("</s>");
    out.wordOfToken.push_back(-1);
    return out;
}

} // namespace

class PromptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
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
    void popoverSetsWeightAndDensity();
    void popoverClosesWhenItsWordGoes();
    void historyKeepsTheLastHundredOnce();
    void historyIsSearchedAndChosen();
    void knownWordsAreCompleted();
    void counterWarnsBeforeTheLimit();
    void chipsAreAccessibleChildren();

private:
    void type(const QString &text);
    [[nodiscard]] TokenChipBar *chips() const { return m_panel->chips(); }
    [[nodiscard]] QPoint middleOf(int chip) const
    {
        return chips()->chips()[static_cast<std::size_t>(chip)].rect.center().toPoint();
    }
    void turnWheel(int chip, int notches);

    std::unique_ptr<PromptModel> m_prompt;
    std::unique_ptr<ViewModel> m_view;
    std::unique_ptr<PromptPanel> m_panel;
};

void PromptTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_prompt = std::make_unique<PromptModel>();
    m_view = std::make_unique<ViewModel>();
    m_panel = std::make_unique<PromptPanel>(m_prompt.get(), m_view.get());
    connect(m_prompt.get(), &PromptModel::textEdited, this,
            [this](const QString &text) { m_prompt->setTokens(split(text)); });
    m_panel->resize(640, 200);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    QApplication::setActiveWindow(m_panel.get()); // a bare X server has no window manager to do it
}

void PromptTest::cleanup()
{
    m_panel.reset();
    m_view.reset();
    m_prompt.reset();
}

void PromptTest::type(const QString &text)
{
    m_prompt->setText(text);
    m_prompt->setTokens(split(text));
    QCoreApplication::processEvents();
}

void PromptTest::turnWheel(int chip, int notches)
{
    const QPoint at = middleOf(chip);
    QWheelEvent wheel(at, chips()->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(chips(), &wheel);
}

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

void PromptTest::popoverSetsWeightAndDensity()
{
    type(QStringLiteral("a turtle swims"));
    auto *popover = m_panel->findChild<WeightPopover *>(QStringLiteral("weightPopover"));
    QTest::mouseDClick(chips(), Qt::LeftButton, {}, middleOf(1));
    QVERIFY(popover->isVisible());
    auto *slider = popover->findChild<QSlider *>(QStringLiteral("weightSlider"));
    auto *value = popover->findChild<QDoubleSpinBox *>(QStringLiteral("weightValue"));
    QCOMPARE(slider->value(), 100);
    slider->setValue(150);
    QCOMPARE(m_prompt->text(), QStringLiteral("a (turtle:1.5) swims"));
    QCOMPARE(value->value(), 1.5);
    value->setValue(0.0);
    QCOMPARE(m_prompt->text(), QStringLiteral("a (turtle:0) swims"));
    QVERIFY(chips()->chips()[1].struck);
    value->setValue(1.0);
    QCOMPARE(m_prompt->text(), QStringLiteral("a turtle swims"));

    QSignalSpy edited(m_prompt.get(), &PromptModel::rhoEdited);
    QSignalSpy reset(m_prompt.get(), &PromptModel::rhoReset);
    popover->findChild<QDoubleSpinBox *>(QStringLiteral("rhoValue"))->setValue(0.3);
    QCOMPARE(edited.count(), 1);
    QCOMPARE(edited[0][0].toString(), QStringLiteral("turtle"));
    QCOMPARE(edited[0][1].toDouble(), 0.3);
    auto *back = popover->findChild<QToolButton *>(QStringLiteral("rhoReset"));
    QVERIFY(!back->isEnabled());
    TokenSequence tokens = split(m_prompt->text());
    tokens.words[1].rhoOverridden = true;
    m_prompt->setTokens(tokens);
    QVERIFY(back->isEnabled());
    back->click();
    QCOMPARE(reset.count(), 1);
    QTest::keyClick(popover, Qt::Key_Escape);
    QVERIFY(!popover->isVisible());
    // By keyboard too.
    chips()->setFocus();
    QTest::keyClick(chips(), Qt::Key_Home);
    QTest::keyClick(chips(), Qt::Key_Right);
    QTest::keyClick(chips(), Qt::Key_Return);
    QVERIFY(popover->isVisible());
    popover->close();
}

void PromptTest::popoverClosesWhenItsWordGoes()
{
    type(QStringLiteral("a turtle"));
    auto *popover = m_panel->findChild<WeightPopover *>(QStringLiteral("weightPopover"));
    QTest::mouseDClick(chips(), Qt::LeftButton, {}, middleOf(1));
    QVERIFY(popover->isVisible());
    type(QStringLiteral("a rocket"));
    QVERIFY(!popover->isVisible());
    QTest::mouseDClick(chips(), Qt::LeftButton, {}, middleOf(2)); // the end has no weight here
    QVERIFY(!popover->isVisible());
}

void PromptTest::historyKeepsTheLastHundredOnce()
{
    PromptHistory *history = m_prompt->history();
    const QAbstractItemModelTester tester(history);
    for (int i = 0; i < 120; ++i)
        history->add(QStringLiteral("prompt %1").arg(i));
    history->add(QStringLiteral("prompt 50"));
    history->add(QStringLiteral("  "));
    QCOMPARE(history->rowCount(), PromptHistory::kMost);
    QCOMPARE(history->prompts().front(), QStringLiteral("prompt 50"));
    QCOMPARE(history->prompts().count(QStringLiteral("prompt 50")), 1);
    QCOMPARE(history->prompts().back(), QStringLiteral("prompt 20"));
    history->setPrompts({QStringLiteral("x"), QString(), QStringLiteral("x"), QStringLiteral("y")});
    QCOMPARE(history->prompts(), QStringList({QStringLiteral("x"), QStringLiteral("y")}));
}

void PromptTest::historyIsSearchedAndChosen()
{
    m_prompt->history()->setPrompts({QStringLiteral("a red bus"), QStringLiteral("a turtle"),
                                     QStringLiteral("a turtle and a fox")});
    m_panel->findChild<QToolButton *>(QStringLiteral("historyButton"))->click();
    auto *search = m_panel->findChild<QLineEdit *>(QStringLiteral("historySearch"));
    auto *list = m_panel->findChild<QListView *>(QStringLiteral("historyList"));
    QVERIFY(search->isVisible());
    QCOMPARE(list->model()->rowCount(), 3);
    QTest::keyClicks(search, QStringLiteral("turtle"));
    QCOMPARE(list->model()->rowCount(), 2);
    QSignalSpy edits(m_prompt.get(), &PromptModel::textEdited);
    QTest::keyClick(search, Qt::Key_Down);
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(!search->isVisible());
    QCOMPARE(m_prompt->text(), QStringLiteral("a turtle and a fox"));
    QCOMPARE(edits.count(), 1);
}

void PromptTest::knownWordsAreCompleted()
{
    m_prompt->setKnownWords({QStringLiteral("turtle"), QStringLiteral("tractor"),
                             QStringLiteral("trumpet"), QStringLiteral("fox")});
    PromptEdit *edit = m_panel->edit();
    edit->setFocus();
    auto *popup = edit->findChild<QAbstractItemView *>(QStringLiteral("completionList"));
    if (popup == nullptr) // a popup may be a window of its own
        for (QWidget *window : QApplication::allWidgets())
            if (window->objectName() == QStringLiteral("completionList"))
                popup = qobject_cast<QAbstractItemView *>(window);
    QVERIFY(popup != nullptr);
    QTest::keyClicks(edit, QStringLiteral("a t"));
    QCoreApplication::processEvents();
    QVERIFY(!popup->isVisible());
    QTest::keyClicks(edit, QStringLiteral("r"));
    QTRY_VERIFY(popup->isVisible());
    QCOMPARE(popup->model()->rowCount(), 2); // tractor, trumpet
    QTest::keyClick(popup, Qt::Key_Tab);
    QCOMPARE(edit->toPlainText(), QStringLiteral("a tractor"));
    QVERIFY(!popup->isVisible());
    QTest::keyClicks(edit, QStringLiteral(" fox"));
    QCoreApplication::processEvents();
    QVERIFY(!popup->isVisible()); // complete as it is
    QTest::keyClicks(edit, QStringLiteral(" zebra"));
    QCoreApplication::processEvents();
    QVERIFY(!popup->isVisible()); // nothing known begins like it
    QTest::keyClicks(edit, QStringLiteral(" tur"));
    QTRY_VERIFY(popup->isVisible());
    QSignalSpy runs(m_panel.get(), &PromptPanel::runRequested);
    QTest::keyClick(popup, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(runs.count(), 1);
    QVERIFY(!popup->isVisible());
}

void PromptTest::counterWarnsBeforeTheLimit()
{
    auto *count = m_panel->findChild<QLabel *>(QStringLiteral("promptCount"));
    const auto show = [&](int words) {
        const QString text = QStringLiteral("turtle ").repeated(words);
        m_prompt->setText(text);
        m_prompt->setTokens(split(text, 20));
        return count->property("role").toString();
    };
    QCOMPARE(show(10), QStringLiteral("quiet"));
    QCOMPARE(show(17), QStringLiteral("warn")); // 18 of 20 tokens, none cut
    QVERIFY(count->text().contains(QStringLiteral("of 20")));
    QVERIFY(!count->text().contains(QStringLiteral("cut")));
    QCOMPARE(show(21), QStringLiteral("warn"));
    QVERIFY(count->text().contains(QStringLiteral("2 cut")));
    QVERIFY(chips()->chips()[19].struck && chips()->chips()[20].struck);
    QVERIFY(!chips()->chips()[18].struck);
}

void PromptTest::chipsAreAccessibleChildren()
{
    type(QStringLiteral("a (turtle:1.2)"));
    QAccessibleInterface *bar = QAccessible::queryAccessibleInterface(chips());
    QVERIFY(bar != nullptr);
    QCOMPARE(bar->role(), QAccessible::List);
    QCOMPARE(bar->childCount(), 4); // two words, end, pads
    QAccessibleInterface *turtle = bar->child(1);
    QVERIFY(turtle != nullptr);
    QCOMPARE(turtle->text(QAccessible::Name), QStringLiteral("turtle, density 0.86, weight 1.2"));
    QCOMPARE(turtle->parent()->object(), static_cast<QObject *>(chips()));
    QCOMPARE(bar->indexOfChild(turtle), 1);
    const QPoint middle = chips()->mapToGlobal(middleOf(1));
    QCOMPARE(bar->childAt(middle.x(), middle.y()), turtle);
    QVERIFY(!turtle->state().selected);
    QTest::mouseClick(chips(), Qt::LeftButton, {}, middleOf(1));
    QVERIFY(turtle->state().selected);
    type(QStringLiteral("a"));
    QCOMPARE(bar->childCount(), 3);
    type({});
    QCOMPARE(bar->childCount(), 2);
}

QTEST_MAIN(PromptTest)
#include "PromptTest.moc"
