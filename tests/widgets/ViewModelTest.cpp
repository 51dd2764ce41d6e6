#include "tests/widgets/SyntheticView.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace dare;

namespace
{

std::shared_ptr<const HeatMap> flat(double value)
{
    return synthetic::map(4, 4, 2, [value](int, int, int) { return value; });
}

std::shared_ptr<const Clip> grey(int frames, int level)
{
    return synthetic::clip(4, 4, frames, [level](int, int, int) {
        const auto byte = static_cast<std::uint8_t>(level);
        return Rgb{byte, byte, byte};
    });
}

} // namespace

class ViewModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void mapsAreAskedForOncePerPlace();
    void oneScaleOverAllPanes();
    void scaleModes();
    void differenceFollowsItsChoice();
    void unweightedSideIsIdentical();
    void newestPreviewUntilTheClip();
    void chosenStepKeepsItsPicture();
    void playbackWrapsOrStops();
    void everyAxisScrubs();
    void newRunDropsOldPixels();
    void togglingWords();
};

void ViewModelTest::mapsAreAskedForOncePerPlace()
{
    ViewModel model;
    QSignalSpy wanted(&model, &ViewModel::mapsWanted);
    model.setRun(synthetic::run());
    QCOMPARE(wanted.count(), 0);
    model.selectWord(QStringLiteral("turtle"));
    QCOMPARE(wanted.count(), 1);
    model.setLayer(3);
    model.setLayer(3);
    QCOMPARE(wanted.count(), 2);
    const auto request = wanted.last().first().value<MapRequest>();
    QCOMPARE(request.words, QStringList(QStringLiteral("turtle")));
    QCOMPARE(request.layer, 3);
    QCOMPARE(request.head, -1);
    model.setMapOn(false);
    model.setHead(2);
    QCOMPARE(wanted.count(), 2);
    model.setMapOn(true);
    QCOMPARE(wanted.count(), 3);
    model.askAgain();
    QCOMPARE(wanted.count(), 4);
}

void ViewModelTest::oneScaleOverAllPanes()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.selectWord(QStringLiteral("turtle"));
    model.setWorkspace(Workspace::Inspect);
    model.setMaps({{flat(0.01), flat(0.03)}, {flat(0.01), flat(0.17)}});
    QCOMPARE(model.spec().scaleMax, 0.2F);
    for (std::size_t i = 0; i < 4; ++i)
        QCOMPARE(massScale(model.spec(), model.contents()[i]), 0.2F);
    QCOMPARE(model.spec().diffMax, roundUp125(0.16F));
    QSignalSpy scale(&model, &ViewModel::scaleChanged);
    model.setFrame(1);
    QCOMPARE(scale.count(), 0);
}

void ViewModelTest::scaleModes()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.selectWord(QStringLiteral("turtle"));
    model.setWorkspace(Workspace::Inspect);
    model.setMaps({{flat(0.01), flat(0.03)}, {flat(0.02), flat(0.17)}});
    model.setScaleMode(ScaleMode::LockToA);
    QCOMPARE(model.spec().scaleMax, 0.02F);
    model.setScaleMode(ScaleMode::PerMap);
    QCOMPARE(massScale(model.spec(), model.contents()[0]), 0.02F);
    QCOMPARE(massScale(model.spec(), model.contents()[1]), 0.2F);
    model.setScaleMode(ScaleMode::SharedAbsolute);
    model.setManualScale(0.0, 0.5);
    QCOMPARE(model.spec().scaleMax, 0.5F);
    model.autoScale();
    QCOMPARE(model.spec().scaleMax, 0.2F);
}

void ViewModelTest::differenceFollowsItsChoice()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.selectWord(QStringLiteral("turtle"));
    model.setWorkspace(Workspace::Inspect);
    model.setMaps({{flat(0.25), flat(0.5)}, {flat(0.375), flat(1.0)}});
    const auto shown = [&] { return model.contents()[4].map->at(1, 2, 3); };
    QCOMPARE(shown(), 0.5F);
    model.setDiffOf(DiffOf::A);
    QCOMPARE(shown(), 0.125F);
    QCOMPARE(model.contents()[2].map->at(0, 0, 0), 0.25F);
    model.setDiffOf(DiffOf::BMinusA);
    QCOMPARE(shown(), 0.625F);
    model.setSwapped(true);
    QCOMPARE(shown(), -0.625F);
    QCOMPARE(model.spec().panes[0].source, 1);
}

void ViewModelTest::unweightedSideIsIdentical()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.selectWord(QStringLiteral("turtle"));
    model.setWorkspace(Workspace::Inspect);
    const auto same = flat(0.25);
    model.setMaps({{same, flat(0.5)}, {same, flat(0.75)}});
    QCOMPARE(model.spec().panes[4].caption, "max +.250");
    model.setDiffOf(DiffOf::A);
    QCOMPARE(model.spec().panes[4].caption, "identical, bit for bit");
    QCOMPARE(model.spec().panes[0].caption, "mass .250");
}

void ViewModelTest::newestPreviewUntilTheClip()
{
    ViewModel model;
    RunView run = synthetic::run();
    run.running = true;
    model.setRun(run);
    model.setPreview(Side::A, 4, grey(2, 10));
    QCOMPARE(model.previewStep(Side::A), 4);
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(10));
    model.setPreview(Side::A, 5, grey(2, 20));
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(20));
    model.setClip(Side::A, grey(2, 30));
    QCOMPARE(model.previewStep(Side::A), -1);
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(30));
}

void ViewModelTest::chosenStepKeepsItsPicture()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.setClip(Side::A, grey(2, 30));
    QSignalSpy wanted(&model, &ViewModel::previewWanted);
    model.setStep(7);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().first().toInt(), 7);
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(30)); // the old picture is kept
    model.setStepPreview(Side::A, 6, grey(2, 60));                // late answer to another step
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(30));
    model.setStepPreview(Side::A, 7, grey(2, 70));
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(70));
    QCOMPARE(model.previewStep(Side::A), 7);
    model.setStep(-1);
    QCOMPARE(model.contents()[0].clip->rgb[0], std::uint8_t(30));
    QCOMPARE(model.previewStep(Side::A), -1);
}

void ViewModelTest::playbackWrapsOrStops()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.setPlaying(true);
    QVERIFY(!model.playing()); // nothing to play yet
    model.setClip(Side::A, grey(16, 1));
    model.setPlaying(true);
    QVERIFY(model.playing());
    model.setFrame(14);
    model.advance(3);
    QCOMPARE(model.frame(), 1);
    model.setLooping(false);
    model.advance(99);
    QCOMPARE(model.frame(), 15);
    QVERIFY(!model.playing());
    model.setPlaying(true);
    QCOMPARE(model.frame(), 0);
}

void ViewModelTest::everyAxisScrubs()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.setClip(Side::B, grey(16, 1));
    model.setWords({QStringLiteral("a"), QStringLiteral("turtle"), QStringLiteral("end")});
    const QList<std::pair<ScrubAxis, int>> counts{{ScrubAxis::Frame, 16},
                                                  {ScrubAxis::Step, 20},
                                                  {ScrubAxis::Layer, 8},
                                                  {ScrubAxis::Head, 6},
                                                  {ScrubAxis::Token, 3}};
    for (const auto &[axis, count] : counts) {
        model.setAxis(axis);
        QCOMPARE(model.axisCount(), count);
        model.seek(1);
        QCOMPARE(model.axisIndex(), 1);
        model.seek(999);
        QCOMPARE(model.axisIndex(), count - 1);
    }
    QCOMPARE(model.frame(), 15);
    QCOMPARE(model.step(), 19);
    QCOMPARE(model.layer(), 7);
    QCOMPARE(model.head(), 5);
    QCOMPARE(model.selectedWord(), QStringLiteral("end"));
}

void ViewModelTest::newRunDropsOldPixels()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.setClip(Side::A, grey(16, 1));
    model.setFrame(9);
    model.selectWord(QStringLiteral("turtle"));
    model.setMaps({{flat(0.1), flat(0.1)}, {flat(0.1), flat(0.1)}});
    QSignalSpy wanted(&model, &ViewModel::mapsWanted);
    model.setRun(synthetic::run());
    QCOMPARE(model.frameCount(), 0);
    QVERIFY(model.contents()[0].clip == nullptr);
    QVERIFY(model.contents()[0].map == nullptr);
    QCOMPARE(wanted.count(), 1); // the word stays selected
    QCOMPARE(model.selectedWord(), QStringLiteral("turtle"));
}

void ViewModelTest::togglingWords()
{
    ViewModel model;
    model.setRun(synthetic::run());
    model.setMapOn(false);
    model.toggleWord(QStringLiteral("turtle"));
    QVERIFY(model.mapOn());
    model.toggleWord(QStringLiteral("rocket"), true);
    QCOMPARE(model.selectedWords().size(), 2);
    QCOMPARE(model.spec().word, "turtle + rocket");
    model.toggleWord(QStringLiteral("turtle"), true);
    QCOMPARE(model.selectedWord(), QStringLiteral("rocket"));
    model.toggleWord(QStringLiteral("rocket"));
    QVERIFY(model.selectedWords().isEmpty());
    QVERIFY(!model.spec().panes[0].overlay);
}

QTEST_GUILESS_MAIN(ViewModelTest)
#include "ViewModelTest.moc"
