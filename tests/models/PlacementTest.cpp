#include "tests/models/ModelCopy.h"
#include "tests/models/PlacementCases.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace dare;
using namespace placement_cases;

namespace
{

constexpr const char *kTiny = DARE_TEST_DATA "/oracle/tiny/model";
constexpr const char *kSharded = DARE_TEST_DATA "/oracle/sharded/model";

const std::vector<std::vector<std::int64_t>> kTexts{{5, 9, 40, 1}, {1}, {7, 7, 8, 9, 10, 11, 1}};

} // namespace

/// Weights that lie elsewhere: the same bits, wherever they come from.
class PlacementTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamedBlocksHaveTheSameBits_data();
    void streamedBlocksHaveTheSameBits();
    void streamedTextsHaveTheSameBits_data();
    void streamedTextsHaveTheSameBits();
    void bf16TextsAreClose();
    void progressCountsBytes();
    void loadingCanBeCancelled();
    void damageIsNoticedWhileStreaming();
};

void PlacementTest::streamedBlocksHaveTheSameBits_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("bf16");
    for (const bool bf16 : {false, true}) {
        QTest::addRow("two blocks, %s", bf16 ? "bf16" : "f32") << kTiny << bf16;
        QTest::addRow("three blocks, %s", bf16 ? "bf16" : "f32") << kSharded << bf16;
    }
}

void PlacementTest::streamedBlocksHaveTheSameBits()
{
    QFETCH(QString, model);
    QFETCH(bool, bf16);
    const auto resident = forwards(model.toStdString(), false, bf16);
    const auto streamed = forwards(model.toStdString(), true, bf16);
    QVERIFY2(resident && streamed, streamed ? "" : streamed.error().text().c_str());
    QVERIFY(!resident->empty());
    QVERIFY(*resident == *streamed);
}

void PlacementTest::streamedTextsHaveTheSameBits_data()
{
    QTest::addColumn<bool>("bf16");
    QTest::newRow("f32") << false;
    QTest::newRow("bf16") << true;
}

void PlacementTest::streamedTextsHaveTheSameBits()
{
    QFETCH(bool, bf16);
    const auto resident = texts(kSharded, Texts::Resident, bf16, kTexts);
    QVERIFY2(resident, resident ? "" : resident.error().text().c_str());
    QCOMPARE(resident->size() % 12, std::size_t{0}); // rows of the three texts
    for (const Texts placement : {Texts::Host, Texts::Files}) {
        const auto streamed = texts(kSharded, placement, bf16, kTexts);
        QVERIFY2(streamed, streamed ? "" : streamed.error().text().c_str());
        QVERIFY(*resident == *streamed);
        const auto beyond = texts(kSharded, placement, bf16, {{100'000}});
        QVERIFY(!beyond);
        QCOMPARE(beyond.error().code, ErrorCode::InvalidInput);
    }
}

void PlacementTest::bf16TextsAreClose()
{
    const auto exact = texts(kTiny, Texts::Resident, false, kTexts);
    const auto rounded = texts(kTiny, Texts::Resident, true, kTexts);
    QVERIFY(exact && rounded);
    double error = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < exact->size(); ++i) {
        error += std::pow(static_cast<double>((*exact)[i] - (*rounded)[i]), 2);
        norm += std::pow(static_cast<double>((*exact)[i]), 2);
    }
    QVERIFY(error > 0.0);
    QVERIFY2(std::sqrt(error / norm) < 0.05, qPrintable(QString::number(std::sqrt(error / norm))));
}

void PlacementTest::progressCountsBytes()
{
    for (const bool streamed : {false, true}) {
        const Loading whole = load(kTiny, streamed, 100'000);
        QVERIFY(whole.result);
        QVERIFY(std::is_sorted(whole.done.begin(), whole.done.end()));
        QVERIFY(whole.total > 0 && whole.done.back() <= whole.total);
        if (!streamed) // everything is read once
            QCOMPARE(whole.done.back(), whole.total);
    }
}

void PlacementTest::loadingCanBeCancelled()
{
    for (const bool streamed : {false, true}) {
        const Loading stopped = load(kTiny, streamed, 3);
        QVERIFY(!stopped.result);
        QCOMPARE(stopped.result.error().code, ErrorCode::Cancelled);
        QCOMPARE(stopped.done.size(), std::size_t{3});
    }
}

void PlacementTest::damageIsNoticedWhileStreaming()
{
    const ModelCopy copy(kTiny);
    QVERIFY(copy.set("text_encoder/config.json", "d_ff", 64));
    for (const Texts placement : {Texts::Resident, Texts::Host, Texts::Files}) {
        const auto encoded = texts(copy.root(), placement, false, kTexts);
        QVERIFY(!encoded);
        QCOMPARE(encoded.error().code, ErrorCode::InvalidInput);
    }
    QVERIFY(copy.set("transformer/config.json", "ffn_dim", 64));
    QVERIFY(copy.set("text_encoder/config.json", "d_ff", 37));
    const auto forwarded = forwards(copy.root(), true, false);
    QVERIFY(!forwarded);
    QCOMPARE(forwarded.error().code, ErrorCode::InvalidInput);
}

QTEST_APPLESS_MAIN(PlacementTest)
#include "PlacementTest.moc"
