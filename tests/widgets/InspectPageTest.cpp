#include "tests/widgets/InspectFixture.h"

using namespace dare;

/// Acceptance check 8: panes, scale, difference.
class InspectPageTest : public InspectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void massPanesShareOneScale();
    void scaleHoldsWhileScrubbing();
    void perMapIsCaptioned();
    void aHotCellLandsOnItsPixelsInItsFrame();
    void differenceIsAfterMinusBefore();
    void bMinusAChangesItsSignAfterSwap();
    void hoverTicksTheBar();
};

void InspectPageTest::massPanesShareOneScale()
{
    show();
    const auto weak = hotCell(0, 3, 3, 0.05);
    const auto strong = hotCell(0, 3, 3, 0.16);
    m_view->setStyle(MapStyle::Cells);
    m_view->setMaps({{weak, weak}, {weak, strong}});
    const auto shared = std::pair(0.0, double(roundUp125(0.01F)));
    for (const char *name : {"paneA", "paneB", "paneBefore", "paneAfter"}) {
        const int pane = m_viewer->paneNamed(QLatin1String(name));
        QVERIFY2(pane >= 0, name);
        QCOMPARE(m_view->paneScale(static_cast<std::size_t>(pane)), shared);
    }
    m_view->setManualScale(0.0, 0.2);
    // Every pane's pixels agree with the one range.
    QVERIFY(near(pixelAt("paneA", 21, 21), massColor(ColorMapName::Inferno, 0.05F / 0.2F)));
    QVERIFY(near(pixelAt("paneB", 21, 21), massColor(ColorMapName::Inferno, 0.16F / 0.2F)));
    QVERIFY(near(pixelAt("paneBefore", 21, 21), massColor(ColorMapName::Inferno, 0.05F / 0.2F)));
    QVERIFY(near(pixelAt("paneAfter", 21, 21), massColor(ColorMapName::Inferno, 0.16F / 0.2F)));
    m_view->setManualScale(0.1, 0.2);
    QVERIFY(
        near(pixelAt("paneAfter", 21, 21), shadeMass(ColorMapName::Inferno, 0.16F, 0.2F, 0.1F)));
    QVERIFY(near(pixelAt("paneBefore", 21, 21), massColor(ColorMapName::Inferno, 0.0F)));
}

void InspectPageTest::scaleHoldsWhileScrubbing()
{
    const auto flat = [](double value) {
        return synthetic::map(4, 4, 1, [value](int, int, int) { return value; });
    };
    m_view->setStep(4);
    m_view->setMaps({{flat(0.02), flat(0.02)}, {flat(0.02), flat(0.02)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
    m_view->setStep(5);
    m_view->setMaps({{flat(0.3), flat(0.3)}, {flat(0.3), flat(0.3)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
    m_view->setAxis(ScrubAxis::Token);
    m_view->selectWord(QStringLiteral("rocket"));
    m_view->setMaps({{flat(0.4), flat(0.4)}, {flat(0.4), flat(0.4)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
    m_view->autoScale();
    QCOMPARE(m_view->scaleMax(), double(0.5F));
    // Another word, chosen and not scrubbed to, is another look.
    m_view->setAxis(ScrubAxis::Frame);
    m_view->selectWord(QStringLiteral("turtle"));
    m_view->setMaps({{flat(0.02), flat(0.02)}, {flat(0.02), flat(0.02)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
}

void InspectPageTest::perMapIsCaptioned()
{
    InspectToolbar toolbar(m_view.get());
    toolbar.show();
    auto *note = toolbar.findChild<QLabel *>(QStringLiteral("scaleRangeNote"));
    QVERIFY(!note->isVisible());
    toolbar.findChild<QToolButton *>(QStringLiteral("scaleMode2"))->click();
    QCOMPARE(m_view->spec().scaleMode, ScaleMode::PerMap);
    QVERIFY(note->isVisible());
    QCOMPARE(note->text(), QStringLiteral("not comparable"));
    const auto weak = hotCell(0, 3, 3, 0.05);
    const auto strong = hotCell(0, 3, 3, 0.16);
    m_view->setMaps(
        {{weak, weak}, {weak, synthetic::map(16, 16, 16, [](int, int, int) { return 0.3; })}});
    QVERIFY(m_view->paneScale(2) != m_view->paneScale(3));
}

void InspectPageTest::aHotCellLandsOnItsPixelsInItsFrame()
{
    show();
    m_view->setStyle(MapStyle::Cells);
    const auto map =
        hotCell(9, 2, 13, 0.18); // frame 9, row 2 from the top, column 13 from the left
    m_view->setMaps({{map, map}, {map, map}});
    m_view->setManualScale(0.0, 0.2);
    const Rgb hot = massColor(ColorMapName::Inferno, 0.18F / 0.2F);
    const Rgb cold = massColor(ColorMapName::Inferno, 0.01F / 0.2F);
    const double cell = double(kClip) / kGrid;
    for (const char *pane : {"paneA", "paneB", "paneBefore", "paneAfter"}) {
        m_view->setFrame(9);
        for (const double corner : {0.15, 0.5, 0.85}) {
            QVERIFY2(near(pixelAt(pane, (13 + corner) * cell, (2 + corner) * cell), hot), pane);
        }
        QVERIFY2(near(pixelAt(pane, 12.8 * cell, 2.5 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 14.2 * cell, 2.5 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 13.5 * cell, 1.8 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 13.5 * cell, 3.2 * cell), cold), pane);
        // Mirrored, transposed or turned it would be here.
        QVERIFY2(near(pixelAt(pane, 2.5 * cell, 2.5 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 2.5 * cell, 13.5 * cell), cold), pane);
        for (const int frame : {8, 10}) {
            m_view->setFrame(frame);
            QVERIFY2(near(pixelAt(pane, 13.5 * cell, 2.5 * cell), cold), pane);
        }
    }
}

void InspectPageTest::differenceIsAfterMinusBefore()
{
    const auto before = synthetic::map(
        4, 4, 2, [](int f, int y, int x) { return 0.01 * x + 0.02 * y + 0.003 * f; });
    const auto after = synthetic::map(
        4, 4, 2, [](int f, int y, int x) { return 0.013 * x + 0.018 * y + 0.001 * f; });
    m_view->setMaps({{before, before}, {before, after}});
    const int pane = m_viewer->paneNamed(QStringLiteral("paneDiff"));
    const auto shown = m_view->contents()[static_cast<std::size_t>(pane)].map;
    QVERIFY(shown);
    for (std::size_t i = 0; i < shown->values.size(); ++i)
        QVERIFY(std::abs(shown->values[i] - (after->values[i] - before->values[i])) < 1e-6F);
    m_view->setDiffOf(DiffOf::A);
    const auto &diffPane =
        m_view->spec().panes[static_cast<std::size_t>(m_viewer->paneNamed("paneDiff"))];
    QCOMPARE(diffPane.caption, std::string("identical, bit for bit"));
}

void InspectPageTest::bMinusAChangesItsSignAfterSwap()
{
    const auto a = hotCell(0, 1, 1, 0.05);
    const auto b = hotCell(0, 1, 1, 0.15);
    m_view->setMaps({{a, b}, {a, b}});
    m_view->setDiffOf(DiffOf::BMinusA);
    const auto value = [&] {
        const int pane = m_viewer->paneNamed(QStringLiteral("paneDiff"));
        return m_view->contents()[static_cast<std::size_t>(pane)].map->at(0, 1, 1);
    };
    QVERIFY(std::abs(value() - 0.1F) < 1e-6F);
    m_view->setSwapped(true);
    QVERIFY(std::abs(value() + 0.1F) < 1e-6F);
}

void InspectPageTest::hoverTicksTheBar()
{
    show();
    ScalePanel panel(m_view.get());
    const auto *mass = panel.findChild<ColorBar *>(QStringLiteral("colorBarMass"));
    const auto *diff = panel.findChild<ColorBar *>(QStringLiteral("colorBarDiff"));
    m_view->setStyle(MapStyle::Cells);
    const auto low = hotCell(0, 3, 3, 0.05);
    m_view->setMaps({{low, low}, {low, hotCell(0, 3, 3, 0.16)}});
    QTest::mouseMove(m_viewer.get(), at(m_viewer->paneNamed("paneAfter"), 21, 21));
    QTRY_VERIFY(mass->mark().has_value());
    QCOMPARE(*mass->mark(), double(0.16F));
    QVERIFY(!diff->mark());
    QTest::mouseMove(m_viewer.get(), at(m_viewer->paneNamed("paneDiff"), 21, 21));
    QTRY_VERIFY(diff->mark().has_value());
    QVERIFY(std::abs(*diff->mark() - 0.11) < 1e-6);
    QVERIFY(!mass->mark());
}

QTEST_MAIN(InspectPageTest)
#include "InspectPageTest.moc"
