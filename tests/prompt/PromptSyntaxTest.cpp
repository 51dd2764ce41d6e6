#include "core/prompt/PromptSyntax.h"

#include <QTest>

#include <cmath>

using namespace dare;

class PromptSyntaxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsThePlainText_data();
    void readsThePlainText();
    void refuses_data();
    void refuses();
    void multipliesNestedWeights();
    void reportsSpansInTypedUnits();
    void takesVeryLongPrompts();
};

namespace
{

double weightOf(const PromptSyntax &syntax, const QString &prompt, const QString &word)
{
    const auto begin = static_cast<int>(prompt.indexOf(word));
    return syntax.weight({begin, begin + static_cast<int>(word.size())});
}

} // namespace

void PromptSyntaxTest::readsThePlainText_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("plain");
    QTest::addColumn<int>("spans");
    const auto row = [](const char *prompt, const char *plain, int spans) {
        QTest::newRow(*prompt ? prompt : "empty") << QString(prompt) << QString(plain) << spans;
    };
    row("", "", 0);
    row("   ", "   ", 0);
    row("a red fox", "a red fox", 0);
    row("a (red:1.2) fox", "a red fox", 1);
    row("(a red fox:0)", "a red fox", 1);
    row("(a (red:1.5) fox: 2 )", "a red fox", 2);
    row("((((fox:2):2):2):1)", "fox", 4);
    row("(fox:+1.5)", "fox", 1);
    row("(fox:.5) (dog:10)", "fox dog", 2);
    row("(ratio\\: 1)", "ratio\\", 1); // a colon has no escape
    row("a cat (black) sits", "a cat (black) sits", 0);
    row("a (cat (black):1.1)", "a cat (black)", 1);
    row("(fox:) (:) (fox:red) (fox:1,2)", "(fox:) (:) (fox:red) (fox:1,2)", 0);
    row("(fox:1.2.3)", "(fox:1.2.3)", 0);
    row("a:1.2", "a:1.2", 0);
    row("\\(fox:1.2\\)", "(fox:1.2)", 0);
    row("(\\(fox\\):1.2)", "(fox)", 1);
    row("a \\\\ b \\n \\", "a \\ b \\n \\", 0);
    row("(a:b:1.2)", "a:b", 1);
    row("f(o:2)x", "fox", 1);
}

void PromptSyntaxTest::readsThePlainText()
{
    QFETCH(QString, prompt);
    QFETCH(QString, plain);
    QFETCH(int, spans);
    const auto syntax = parsePrompt(prompt.toStdString());
    QVERIFY2(syntax, syntax ? "" : syntax.error().text().c_str());
    QCOMPARE(QString::fromStdU16String(syntax->plain.text()), plain);
    QCOMPARE(static_cast<int>(syntax->spans.size()), spans);
    for (std::size_t unit = 0; unit < syntax->plain.size(); ++unit) {
        const TextRange source = syntax->plain.source(unit, unit + 1);
        QCOMPARE(source.end, source.begin + 1);
        QCOMPARE(prompt.at(source.begin), plain.at(static_cast<int>(unit)));
    }
}

void PromptSyntaxTest::refuses_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *prompt, const char *says) {
        QTest::newRow(prompt) << QByteArray(prompt) << QString(says);
    };
    row("a (red fox", "( at character 3 is never closed");
    row("a (red (fox)", "( at character 3 is never closed");
    row("a (red:1.2", "( at character 3 is never closed");
    row("a red) fox", ") at character 6 closes nothing");
    row("\xF0\x9F\xA6\x8A)", ") at character 3 closes nothing");
    row("((fox:1.2)", "( at character 1 is never closed");
    row("(fox\\:1.2\\)", "never closed");
    row("(fox:-1)", "weight \"-1\" at character 6 is outside 0..10");
    row("(fox:10.5)", "weight \"10.5\" at character 6 is outside 0..10");
    row("(fox:nan)", "outside 0..10");
    row("(fox:inf)", "outside 0..10");
    row("(fox:1e999)", "outside 0..10");
    row("((fox:5):5)", "multiply to 25, outside 0..10");
    row("fox \xFF", "byte 5 is no valid UTF-8");
}

void PromptSyntaxTest::refuses()
{
    QFETCH(QByteArray, prompt);
    QFETCH(QString, says);
    const auto syntax = parsePrompt(prompt.toStdString());
    QVERIFY(!syntax);
    QCOMPARE(syntax.error().code, ErrorCode::InvalidArgument);
    const QString message = QString::fromStdString(syntax.error().text());
    QVERIFY2(message.contains(says), qPrintable(message));
}

void PromptSyntaxTest::multipliesNestedWeights()
{
    const QString prompt = "one (two (three:1.5) four:2) ((five:5):0.1) (six:0)";
    const auto syntax = parsePrompt(prompt.toStdString());
    QVERIFY(syntax);
    QCOMPARE(weightOf(*syntax, prompt, "one"), 1.0);
    QCOMPARE(weightOf(*syntax, prompt, "two"), 2.0);
    QCOMPARE(weightOf(*syntax, prompt, "three"), 3.0);
    QCOMPARE(weightOf(*syntax, prompt, "four"), 2.0);
    QCOMPARE(weightOf(*syntax, prompt, "five"), 0.5);
    QCOMPARE(weightOf(*syntax, prompt, "six"), 0.0);
}

void PromptSyntaxTest::reportsSpansInTypedUnits()
{
    const auto syntax = parsePrompt("\xF0\x9F\xA6\x8A (red:1.2) \\(x\\)");
    QVERIFY(syntax);
    const WeightSpan expected{{4, 7}, 1.2, {3, 4}, {7, 12}};
    QCOMPARE(syntax->spans.size(), std::size_t{1});
    QVERIFY(syntax->spans.front() == expected);
    QCOMPARE(syntax->escapes.size(), std::size_t{2});
    QVERIFY((syntax->escapes.front() == TextRange{13, 14}));
    QVERIFY((syntax->escapes.back() == TextRange{16, 17}));
}

void PromptSyntaxTest::takesVeryLongPrompts()
{
    QVERIFY(parsePrompt(std::string(10000, 'x')));
    QVERIFY(!parsePrompt(std::string(10000, '(')));
    std::string nested(5000, '(');
    nested += "fox";
    for (int depth = 0; depth < 5000; ++depth)
        nested += ":1)";
    const auto syntax = parsePrompt(nested);
    QVERIFY(syntax);
    QVERIFY(syntax->plain.text() == u"fox");
    QCOMPARE(syntax->spans.size(), std::size_t{5000});
}

QTEST_APPLESS_MAIN(PromptSyntaxTest)
#include "PromptSyntaxTest.moc"
