#include "tests/widgets/PromptFixture.h"

using namespace dare;

/// What stands beside the text: popover, history, completion, counter, accessibility.
class PromptExtrasTest : public PromptFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void popoverSetsWeightAndDensity();
    void popoverClosesWhenItsWordGoes();
    void historyKeepsTheLastHundredOnce();
    void historyIsSearchedAndChosen();
    void knownWordsAreCompleted();
    void counterWarnsBeforeTheLimit();
    void chipsAreAccessibleChildren();
};

void PromptExtrasTest::popoverSetsWeightAndDensity()
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

void PromptExtrasTest::popoverClosesWhenItsWordGoes()
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

void PromptExtrasTest::historyKeepsTheLastHundredOnce()
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

void PromptExtrasTest::historyIsSearchedAndChosen()
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

void PromptExtrasTest::knownWordsAreCompleted()
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

void PromptExtrasTest::counterWarnsBeforeTheLimit()
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

void PromptExtrasTest::chipsAreAccessibleChildren()
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

QTEST_MAIN(PromptExtrasTest)
#include "PromptExtrasTest.moc"
