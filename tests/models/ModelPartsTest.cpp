#include "tests/models/ModelCases.h"

#include <QTest>

#include <cmath>

/// Small parts with answers by hand.
class ModelPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pixels();
    void pixelOrder();
    void rotaryAngles();
    void rotaryLimit();
    void linearBackendsAgree();
};

void ModelPartsTest::pixels()
{
    // round(255 (x/2 + 1/2)), clamped; 127.5 goes to the even 128.
    const dare::Clip clip = model_cases::decode({-1.0F, 1.0F, 0.0F, 3.0F, -7.0F, 0.2F}, {1, 1, 2});
    QCOMPARE(clip.frames, 1);
    QCOMPARE(clip.height, 1);
    QCOMPARE(clip.width, 2);
    QCOMPARE(clip.fps, 8.0);
    // Two pixels: red -1, 1; green 0, 3; blue -7, 0.2.
    QCOMPARE(clip.rgb, (std::vector<std::uint8_t>{0, 128, 0, 255, 255, 153}));
}

void ModelPartsTest::pixelOrder()
{
    std::vector<float> latents(3 * 2 * 3 * 4, -1.0F);
    latents[((1 * 2 + 1) * 3 + 2) * 4 + 3] = 1.0F; // green of frame 1, row 2, column 3
    const dare::Clip clip = model_cases::decode(latents, {2, 3, 4});
    QCOMPARE(clip.rgb.size(), latents.size());
    for (std::size_t i = 0; i < clip.rgb.size(); ++i)
        QCOMPARE(int{clip.rgb[i]}, i == ((1 * 3 + 2) * 4 + 3) * 3 + 1 ? 255 : 0);
}

void ModelPartsTest::rotaryAngles()
{
    // 20 channels: frames 20 - 2 * 6 = 8, rows 6, columns 6; so 4, 3 and 3 pairs.
    const auto got = model_cases::rotation(20, {2, 3, 5}, 32);
    QVERIFY(got);
    QCOMPARE(got->queries, 30);
    for (std::size_t q = 0; q < 30; ++q) {
        const std::array<double, 3> place{static_cast<double>(q / 15),
                                          static_cast<double>(q / 5 % 3),
                                          static_cast<double>(q % 5)};
        const std::array<std::size_t, 3> pairs{4, 3, 3};
        std::size_t column = q * 10;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            for (std::size_t i = 0; i < pairs[axis]; ++i, ++column) {
                const double angle =
                    place[axis] *
                    std::pow(10000.0, -static_cast<double>(i) / static_cast<double>(pairs[axis]));
                QVERIFY(std::abs(static_cast<double>(got->cosine[column]) - std::cos(angle)) <
                        1e-7);
                QVERIFY(std::abs(static_cast<double>(got->sine[column]) - std::sin(angle)) < 1e-7);
            }
        }
    }
}

void ModelPartsTest::rotaryLimit()
{
    QVERIFY(model_cases::rotation(12, {32, 1, 32}, 32));
    const auto large = model_cases::rotation(12, {1, 33, 1}, 32);
    QVERIFY(!large);
    QCOMPARE(large.error().code, dare::ErrorCode::InvalidArgument);
}

void ModelPartsTest::linearBackendsAgree()
{
    for (const int rows : {1, 5, 1024}) {
        for (const bool gelu : {false, true}) {
            QVERIFY(model_cases::linearBackendsApart(rows, 7, 33, gelu) < 1e-5);
            QVERIFY(model_cases::linearBackendsApart(rows, 384, 96, gelu) < 2e-4);
        }
    }
}

QTEST_APPLESS_MAIN(ModelPartsTest)
#include "ModelPartsTest.moc"
