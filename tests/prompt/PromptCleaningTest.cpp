#include "core/prompt/PromptCleaning.h"

#include "PromptFixture.h"

using namespace dare;

class PromptCleaningTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleansAsTheReferenceDoes_data();
    void cleansAsTheReferenceDoes();
    void remembersTheSource_data();
    void remembersTheSource();
    void leavesWronglyDecodedText();
};

void PromptCleaningTest::cleansAsTheReferenceDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cleaned");
    int row = 0;
    for (const auto &entry :
         readJson(std::filesystem::path(DARE_TEST_DATA) / "prompt/cleaning.json"))
        QTest::addRow("%d", row++) << QString::fromStdString(entry.at("text"))
                                   << QString::fromStdString(entry.at("cleaned"));
}

void PromptCleaningTest::cleansAsTheReferenceDoes()
{
    QFETCH(QString, text);
    QFETCH(QString, cleaned);
    QCOMPARE(QString::fromStdString(cleanPrompt(text.toStdString())), cleaned);
}

void PromptCleaningTest::remembersTheSource_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("typed");
    QTest::newRow("entity") << "a caf&eacute; x" << QString::fromUtf8("caf\u00e9") << "caf&eacute;";
    QTest::newRow("entity twice") << "a &amp;lt; x"
                                  << "<"
                                  << "&amp;lt;";
    QTest::newRow("number") << "&#128; 5&#x42; x"
                            << "5B"
                            << "5&#x42;";
    QTest::newRow("ligature") << QString::fromUtf8("a \ufb01sh") << "fish"
                              << QString::fromUtf8("\ufb01sh");
    QTest::newRow("accent") << QString::fromUtf8("un e\u0301te\u0301")
                            << QString::fromUtf8("\u00e9t\u00e9")
                            << QString::fromUtf8("e\u0301te\u0301");
    QTest::newRow("white space") << "  a \t\n  fox  "
                                 << " "
                                 << " \t\n  ";
    QTest::newRow("control") << QString("a\u0007b c") << "ab" << QString("a\u0007b");
    QTest::newRow("full width") << QString::fromUtf8("\U0001F98A\uff26\uff2f\uff38!") << "FOX"
                                << QString::fromUtf8("\uff26\uff2f\uff38");
}

void PromptCleaningTest::remembersTheSource()
{
    QFETCH(QString, text);
    QFETCH(QString, word);
    QFETCH(QString, typed);
    const MappedText cleaned = cleanText(MappedText(text.toStdU16String()));
    const std::size_t begin = cleaned.text().find(word.toStdU16String());
    QVERIFY(begin != std::u16string::npos);
    const TextRange source = cleaned.source(begin, begin + static_cast<std::size_t>(word.size()));
    QCOMPARE(text.mid(source.begin, source.end - source.begin), typed);
}

void PromptCleaningTest::leavesWronglyDecodedText()
{
    QCOMPARE(cleanPrompt("caf\u00c3\u00a9"), std::string("caf\u00c3\u00a9"));
}

QTEST_APPLESS_MAIN(PromptCleaningTest)
#include "PromptCleaningTest.moc"
