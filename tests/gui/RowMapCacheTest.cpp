#include "app/gui/RowMapCache.h"

#include <QTest>

using namespace dare;

namespace
{

/// Maps of one side and one row, of so many values.
std::shared_ptr<const PlaceMaps> mapsOf(std::size_t values)
{
    auto rows = std::make_shared<RowMaps>();
    rows->before.emplace_back().values.resize(values);
    auto out = std::make_shared<PlaceMaps>();
    out->sides[0] = rows;
    return out;
}

} // namespace

class RowMapCacheTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasUsedLongestAgoGoesFirst()
    {
        const std::size_t each = mapsOf(100)->sides[0]->bytes();
        QVERIFY(each > 0);
        RowMapCache cache(2 * each);
        cache.insert({0}, mapsOf(100));
        cache.insert({1}, mapsOf(100));
        QVERIFY(cache.find({0}));
        cache.insert({2}, mapsOf(100));
        QVERIFY(cache.holds({0}));
        QVERIFY(!cache.holds({1}));
        QCOMPARE(cache.bytes(), 2 * each);
    }

    void readingAheadNeedsRoomForAllPlacesAtOnce()
    {
        const std::size_t each = mapsOf(100)->sides[0]->bytes();
        RowMapCache cache(5 * each);
        QVERIFY(!cache.hasRoomFor(5, {0})); // nothing is known of its size
        cache.insert({0}, mapsOf(100));
        QVERIFY(cache.hasRoomFor(5, {0}));
        cache.insert({0}, mapsOf(101));
        QVERIFY(!cache.hasRoomFor(5, {0}));
    }
};

QTEST_GUILESS_MAIN(RowMapCacheTest)
#include "RowMapCacheTest.moc"
