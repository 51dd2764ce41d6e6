#include "core/prompt/WordLabels.h"

#include "PromptFixture.h"

#include <set>

using namespace dare;

class PromptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheOracle_data();
    void agreesWithTheOracle();
    void agreesWithTheOraclesDareStage_data();
    void agreesWithTheOraclesDareStage();
    void agreesWithTheEmbeddedModel();
    void cutsAtTheLimit();
    void handlesEmptyAndEndlessPrompts();
    void splitsChinese();
    void joinsWordsThatShareAPiece();
    void labelsWords();
    void spansPointIntoTheTypedPrompt();
    void rowsCoverEveryTokenOnce();
    void reducesToDominantWords();
    void refusesBadArguments();
};

namespace
{

std::string jsonText(const std::vector<std::string> &texts)
{
    return nlohmann::json(texts).dump();
}

std::vector<std::string> labels(const TokenSequence &sequence)
{
    std::vector<std::string> all;
    for (const Word &word : sequence.words)
        all.push_back(word.label);
    return all;
}

std::vector<std::int64_t> padded(std::vector<std::int64_t> ids, std::size_t size)
{
    ids.resize(size, 0);
    return ids;
}

} // namespace

void PromptTest::agreesWithTheOracle_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<int>("index");
    for (const QString fixture : {"tiny", "sharded"}) {
        const auto text = readJson(oracleFolder(fixture.toStdString()) / "fixture.json").at("text");
        const int count = static_cast<int>(text.at("prompts").size());
        QVERIFY(count > 0);
        for (int index = 0; index < count; ++index)
            QTest::addRow("%s %d", qPrintable(fixture), index) << fixture << index;
    }
}

void PromptTest::agreesWithTheOracle()
{
    QFETCH(QString, fixture);
    QFETCH(int, index);
    const auto folder = oracleFolder(fixture.toStdString());
    const auto text = readJson(folder / "fixture.json").at("text");
    const auto &expected = text.at("prompts").at(static_cast<std::size_t>(index));
    const int limit = text.at("max_tokens");
    const auto tokens = PromptModel::load(folder / "model").read(expected.at("text"), limit);
    QVERIFY(tokens);
    QCOMPARE(tokens->cleaned, expected.at("cleaned").get<std::string>());
    QCOMPARE(tokens->ids, expected.at("ids").get<std::vector<std::int64_t>>());
    QCOMPARE(tokens->pieces, expected.at("pieces").get<std::vector<std::string>>());
    QCOMPARE(tokens->untruncatedCount, expected.at("untruncated_count").get<int>());
    QCOMPARE(tokens->limit, limit);
}

void PromptTest::agreesWithTheOraclesDareStage_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::newRow("tiny") << "tiny";
    QTest::newRow("sharded") << "sharded";
}

void PromptTest::agreesWithTheOraclesDareStage()
{
    QFETCH(QString, fixture);
    const auto folder = oracleFolder(fixture.toStdString());
    const auto file = folder / "fixture.safetensors";
    const auto dare = readJson(folder / "fixture.json").at("dare");
    const PromptModel model = PromptModel::load(folder / "model");
    const int limit = dare.at("max_tokens");
    std::string prompt;
    std::string rest = dare.at("prompt");
    std::map<std::string, double> rho;
    WordLabels counted;
    for (const auto &word : dare.at("words")) { // "a red fox" becomes "a (red:1.5) fox"
        const std::string text = word.at("text");
        const std::size_t at = rest.find(text);
        const double weight = word.at("u");
        prompt += rest.substr(0, at);
        prompt += weight == 1.0 ? text : "(" + text + ":" + word.at("u").dump() + ")";
        rest = rest.substr(at + text.size());
        rho[counted.next(text)] = word.at("rho");
    }
    const auto tokens = model.read(prompt + rest, limit, rho);
    QVERIFY2(tokens, tokens ? "" : tokens.error().text().c_str());
    QCOMPARE(tokens->cleaned, dare.at("prompt").get<std::string>());
    const auto size = static_cast<std::size_t>(limit);
    QCOMPARE(padded(tokens->ids, size), readIntegers(file, "dare.input_ids"));
    std::vector<std::int64_t> owners(tokens->wordOfToken.begin(), tokens->wordOfToken.end());
    owners.resize(size, -1);
    QCOMPARE(owners, readIntegers(file, "dare.word_index"));
    QCOMPARE(tokens->words.size(), dare.at("words").size());
    for (std::size_t index = 0; index < tokens->words.size(); ++index) {
        const Word &word = tokens->words[index];
        QCOMPARE(word.text, dare.at("words").at(index).at("text").get<std::string>());
        QCOMPARE(word.rho, dare.at("words").at(index).at("rho").get<double>());
        QCOMPARE(word.weight, dare.at("words").at(index).at("u").get<double>());
        QVERIFY(word.rhoOverridden && !word.cut);
    }
    const auto negative = model.read(dare.at("negative_prompt"), limit);
    QVERIFY(negative);
    const auto dominant = dominantIds(*tokens, dare.at("tau"), negative->ids);
    QCOMPARE(padded(dominant, size), readIntegers(file, "dare.dominant_ids"));
}

void PromptTest::agreesWithTheEmbeddedModel()
{
    const auto fixture =
        readJson(std::filesystem::path(DARE_TEST_DATA) / "emoji-world" / "fixture.json");
    QVERIFY(fixture.at("prompts").size() >= 4);
    for (const auto &expected : fixture.at("prompts")) {
        const PromptModel model = PromptModel::load(emojiWorld(expected.at("variant")));
        const auto tokens = model.read(expected.at("text"));
        QVERIFY(tokens);
        QCOMPARE(tokens->ids, expected.at("ids").get<std::vector<std::int64_t>>());
        QCOMPARE(tokens->pieces, expected.at("pieces").get<std::vector<std::string>>());
        auto owners = expected.at("word_of_piece").get<std::vector<int>>();
        owners.push_back(-1);
        QCOMPARE(tokens->wordOfToken, owners);
        double sum = 0.0;
        QCOMPARE(tokens->words.size(), expected.at("words").size());
        for (std::size_t index = 0; index < tokens->words.size(); ++index) {
            QCOMPARE(tokens->words[index].text, expected.at("words").at(index).get<std::string>());
            QCOMPARE(tokens->words[index].rho, expected.at("rho").at(index).get<double>());
            sum += tokens->words[index].rho;
        }
        if (!tokens->words.empty())
            QCOMPARE_LT(std::abs(sum / static_cast<double>(tokens->words.size()) -
                                 expected.at("mean_rho").get<double>()),
                        1e-9);
        const auto dominant =
            dominantIds(*tokens, model.density.suggestedTau(), model.read("")->ids);
        QCOMPARE(dominant, expected.at("dominant_ids").get<std::vector<std::int64_t>>());
    }
}

void PromptTest::cutsAtTheLimit()
{
    const PromptModel model = PromptModel::load(emojiWorld("dare"));
    const std::string prompt = "a hedgehog near a cat";
    const auto whole = model.read(prompt);
    const auto cut = model.read(prompt, 3); // "▁a", half of hedgehog, "</s>"
    QVERIFY(whole && cut);
    QCOMPARE(cut->ids, (std::vector<std::int64_t>{whole->ids[0], whole->ids[1], 1}));
    QCOMPARE(cut->untruncatedCount, static_cast<int>(whole->ids.size()));
    QCOMPARE(cut->words.size(), std::size_t{5});
    QVERIFY(!cut->words[1].cut && cut->words[1].tokens == std::vector<int>{1});
    QCOMPARE(cut->words[1].rho, 1.0);
    QVERIFY(cut->words[2].cut && cut->words[2].tokens.empty());
    QVERIFY(cut->words[4].cut);
    QCOMPARE(mapRows(*cut).size(), std::size_t{3}); // a, hedgehog, end; no pads
    const auto none = model.read(prompt, 1);
    QVERIFY(none);
    QCOMPARE(none->ids, std::vector<std::int64_t>{1});
    QVERIFY(none->words[0].cut);
}

void PromptTest::handlesEmptyAndEndlessPrompts()
{
    const PromptModel model = PromptModel::load(emojiWorld("dare"));
    for (const char *prompt : {"", "   ", "\t\n", "(:1.2)"}) {
        const auto tokens = model.read(prompt);
        QVERIFY(tokens);
        QCOMPARE(tokens->ids, std::vector<std::int64_t>{1});
        QVERIFY(tokens->words.empty());
        QCOMPARE(tokens->cleaned, std::string());
        const auto rows = mapRows(*tokens);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows[1].tokens.size(), std::size_t{47});
    }
    std::string many;
    while (many.size() < 10000)
        many += "a (red:1.1) fox, ";
    many.resize(many.size() - 2);
    for (const std::string &prompt : {many, std::string(10000, 'x'), std::string(10000, ' ')}) {
        const auto tokens = model.read(prompt);
        QVERIFY(tokens);
        QVERIFY(tokens->ids.size() <= 48);
        QCOMPARE(tokens->ids.back(), std::int64_t{1});
    }
    QVERIFY(model.read(many)->words.back().cut);
    QCOMPARE(model.read(many)->words[1].weight, 1.1);
}

void PromptTest::splitsChinese()
{
    // Byte pieces: tiny's tokenizer knows no Chinese, so ICU alone decides.
    const PromptModel model = PromptModel::load(oracleFolder("tiny") / "model");
    const std::string prompt = "一只(狐狸:1.5)，在雪地里。";
    const auto tokens = model.read(prompt, 512);
    QVERIFY2(tokens, tokens ? "" : tokens.error().text().c_str());
    std::string joined;
    std::set<int> owned;
    for (const Word &word : tokens->words) {
        joined += word.text;
        QCOMPARE(typedText(prompt, word), word.text);
        QVERIFY(!word.tokens.empty());
        owned.insert(word.tokens.begin(), word.tokens.end());
    }
    QCOMPARE(tokens->cleaned, std::string("一只狐狸,在雪地里。"));
    QCOMPARE(joined, std::string("一只狐狸在雪地里"));
    const auto fox = findWord(*tokens, "狐狸");
    QVERIFY(fox);
    QCOMPARE(tokens->words[static_cast<std::size_t>(*fox)].weight, 1.5);
    QCOMPARE(tokens->words[0].weight, 1.0);
    QVERIFY(owned.size() < tokens->ids.size() - 1); // the comma belongs to none
}

void PromptTest::joinsWordsThatShareAPiece()
{
    // emoji-world's tokenizer has no byte pieces: a run of unknown characters is one piece.
    const PromptModel model = PromptModel::load(emojiWorld("dare"));
    const std::string prompt = "a 狐狸雪地 cat";
    const auto tokens = model.read(prompt);
    QVERIFY(tokens);
    QCOMPARE(jsonText(labels(*tokens)), jsonText({"a", "狐狸雪地", "cat"}));
    QCOMPARE(typedText(prompt, tokens->words[1]), std::string("狐狸雪地"));
    QCOMPARE(tokens->words[1].tokens.size(), std::size_t{1});
    QVERIFY(!tokens->words[1].known);
}

void PromptTest::labelsWords()
{
    const PromptModel model = PromptModel::load(emojiWorld("dare"));
    const auto tokens =
        model.read("A Turtle, the end of a turtle; pads END", 48, {{"TURTLE#2", 0.5}});
    QVERIFY(tokens);
    QCOMPARE(jsonText(labels(*tokens)),
             jsonText({"a", "turtle", "the", "end#1", "of", "a#2", "turtle#2", "pads#1", "end#2"}));
    QCOMPARE(tokens->words[1].text, std::string("Turtle"));
    QCOMPARE(findWord(*tokens, "Turtle#2").value_or(-1), 6);
    QVERIFY(!findWord(*tokens, "fox"));
    QVERIFY(tokens->words[6].rhoOverridden && !tokens->words[1].rhoOverridden);
    QCOMPARE(tokens->words[6].rho, 0.5);
    QVERIFY(tokens->words[1].known && !tokens->words[3].known);
    const auto rows = mapRows(*tokens);
    const auto end = findRow(rows, "END");
    QVERIFY(end);
    QCOMPARE(rows[static_cast<std::size_t>(*end)].tokens,
             std::vector<int>{static_cast<int>(tokens->ids.size()) - 1});
    QCOMPARE(rows[static_cast<std::size_t>(*findRow(rows, "end#1"))].word, 3);
}

void PromptTest::spansPointIntoTheTypedPrompt()
{
    const PromptModel model = PromptModel::load(oracleFolder("tiny") / "model");
    const std::string prompt =
        " \U0001F98A  (caf&eacute;:1.5)\n e\u0301te\u0301 \ufb01sh \\(old\\) foo(bar:2) ";
    const auto tokens = model.read(prompt, 512);
    QVERIFY2(tokens, tokens ? "" : tokens.error().text().c_str());
    std::vector<std::string> typed;
    for (const Word &word : tokens->words)
        typed.push_back(typedText(prompt, word));
    QCOMPARE(jsonText(typed),
             jsonText({"caf&eacute;", "e\u0301te\u0301", "\ufb01sh", "old", "foo(bar"}));
    QCOMPARE(tokens->words[0].text, std::string("caf\u00e9"));
    QCOMPARE(tokens->words[0].weight, 1.5);
    QCOMPARE(tokens->words[1].weight, 1.0);
    QCOMPARE(tokens->words[4].text, std::string("foobar"));
    QCOMPARE(tokens->words[4].weight, 2.0);
}

void PromptTest::rowsCoverEveryTokenOnce()
{
    const PromptModel model = PromptModel::load(oracleFolder("tiny") / "model");
    const auto tokens = model.read("a red, red fox & a low quality dog, 2 boats!", 64);
    QVERIFY(tokens);
    const auto rows = mapRows(*tokens);
    std::vector<int> seen;
    std::set<std::string> names;
    int first = -1;
    for (const MapRow &row : rows) {
        QVERIFY(row.tokens.front() > first);
        first = row.tokens.front();
        seen.insert(seen.end(), row.tokens.begin(), row.tokens.end());
        QVERIFY2(names.insert(row.label).second, row.label.c_str());
    }
    std::sort(seen.begin(), seen.end());
    QCOMPARE(seen.size(), std::size_t{64});
    for (int token = 0; token < 64; ++token)
        QCOMPARE(seen[static_cast<std::size_t>(token)], token);
    QVERIFY(names.contains(",") && names.contains(",#2") && names.contains("red#2"));
    QCOMPARE(rows.back().label, std::string("pads"));
    QCOMPARE(rows[rows.size() - 2].label, std::string("end"));
}

void PromptTest::reducesToDominantWords()
{
    const PromptModel model = PromptModel::load(oracleFolder("tiny") / "model");
    const std::vector<std::int64_t> negative{9, 8, 1};
    const auto none = model.read("red, fox", 32, {{"red", 0.9}, {"fox", 0.26}});
    QVERIFY(none);
    QCOMPARE(dominantIds(*none, 0.25, negative), negative);
    const auto all = model.read("red, (fox:0)", 32, {{"red", 0.1}, {"fox", 0.25}});
    QVERIFY(all);
    QCOMPARE(dominantIds(*all, 0.25, negative), all->ids);
    // Only a cut word is dominant: it does not count.
    const auto cut = model.read("red fox", 3, {{"red", 0.9}, {"fox", 0.1}});
    QVERIFY(cut && cut->words[1].cut);
    QCOMPARE(dominantIds(*cut, 0.25, negative), negative);
}

void PromptTest::refusesBadArguments()
{
    const PromptModel model = PromptModel::load(emojiWorld("dare"));
    for (const auto &result : {model.read("a fox", 0), model.read("a fox", 48, {{"fox", 1.5}}),
                               model.read("a fox", 48, {{"fox", std::nan("")}}),
                               model.read("a (fox"), model.read("a \xC3")}) {
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!result.error().context.empty());
    }
    QVERIFY(model.read("a fox", 48, {{"dog", 0.5}})); // an override for a word that left the prompt
}

QTEST_APPLESS_MAIN(PromptTest)
#include "PromptTest.moc"
