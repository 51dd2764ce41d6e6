#include "tests/widgets/InspectFixture.h"

using namespace dare;

/// Acceptance check 10: every head at a glance, and the tables beside it.
class InspectGridTest : public InspectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void clickingACellPinsLayerAndHead();
    void uncapturedCellsOfferCapture();
    void labelsPinTheMean();
    void bestCellsAreOutlined();
    void matrixPicksWordAndStep();
    void neglectIsLitBelowTheThreshold();
    void selectsAreGreyWhereNothingWasCaptured();
    void statsTellAAndB();
};

void InspectGridTest::clickingACellPinsLayerAndHead()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    m_inspect->setGrid(grid(8, 6, -1), Side::B);
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    QCOMPARE(table->model()->rowCount(), 8);
    QCOMPARE(table->model()->columnCount(), 6);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(5 - 1, 2 - 1)).center());
    QCOMPARE(look.findChild<QSpinBox *>(QStringLiteral("layerSelectSpin"))->value(), 5);
    QCOMPARE(look.findChild<QSpinBox *>(QStringLiteral("headSelectSpin"))->value(), 2);
    QCOMPARE(m_view->layer(), 4);
    QCOMPARE(m_view->head(), 1);
    const QString read = look.findChild<QLabel *>(QStringLiteral("headGridRead"))->text();
    QVERIFY2(read.contains(QStringLiteral("L5 H2")) && read.contains(QStringLiteral("mass")),
             qPrintable(read));
}

void InspectGridTest::uncapturedCellsOfferCapture()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    QVERIFY(QTest::qWaitForWindowExposed(&look));
    m_inspect->setGrid(grid(8, 6, 3), Side::B);
    CaptureOffer offer;
    offer.text = QStringLiteral("Every head of layer 4, step 12");
    offer.window.steps = {IndexChoice::Mode::List, {11}};
    offer.megabytes = 12.25;
    offer.seconds = 2.5;
    m_inspect->setOffers({offer});
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    const QRect cell = table->visualRect(table->model()->index(3, 0));
    const QImage image = table->viewport()->grab(cell).toImage();
    int shades = 0; // hatched: neither of one colour, nor a map's
    for (int x = 2; x + 1 < image.width() - 2; ++x)
        shades +=
            image.pixel(x, image.height() / 2) != image.pixel(x + 1, image.height() / 2) ? 1 : 0;
    QVERIFY(shades >= 2);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    auto *menu = look.findChild<QMenu *>(QStringLiteral("captureMenu"));
    QTRY_VERIFY(menu->isVisible());
    QCOMPARE(menu->actions().size(), 1);
    const QString text = menu->actions()[0]->text();
    QVERIFY2(text.contains(QStringLiteral("12 MB")) && text.contains(QStringLiteral("2.5 s")),
             qPrintable(text));
    QSignalSpy wanted(m_inspect.get(), &InspectModel::captureWanted);
    menu->actions()[0]->trigger();
    menu->close();
    QCOMPARE(wanted.count(), 1);
    // The button that starts it becomes the one that stops it.
    auto *more = look.findChild<QPushButton *>(QStringLiteral("captureMore"));
    auto *progress = look.findChild<QLabel *>(QStringLiteral("captureProgress"));
    QVERIFY(!progress->isVisible());
    m_inspect->setCapturing(QStringLiteral("Capturing…"));
    QCOMPARE(more->text(), QStringLiteral("Cancel"));
    QVERIFY(progress->isVisible());
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QVERIFY(!menu->isVisible()); // a cell neither offers more now, nor cancels
    QSignalSpy cancelled(m_inspect.get(), &InspectModel::captureCancelled);
    more->click();
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!more->isEnabled());
    m_inspect->setCapturing({});
    QVERIFY(more->isEnabled() && !progress->isVisible());
    QCOMPARE(more->text(), QStringLiteral("Capture more…"));
}

void InspectGridTest::labelsPinTheMean()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    m_inspect->setGrid(grid(8, 6, -1), Side::B);
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    Q_EMIT table->horizontalHeader()->sectionClicked(2);
    QCOMPARE(m_view->layer(), -1);
    QCOMPARE(m_view->head(), 2);
    Q_EMIT table->verticalHeader()->sectionClicked(6);
    QCOMPARE(m_view->layer(), 6);
    QCOMPARE(m_view->head(), -1);
}

void InspectGridTest::bestCellsAreOutlined()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    m_inspect->setGrid(grid(8, 6, -1), Side::B);
    std::vector<HeadScore> scores;
    for (int i = 0; i < 8; ++i)
        scores.push_back({i, 2, 0.9 - 0.1 * i, 1.0});
    m_inspect->setScores(scores, {});
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    const auto rank = [&](int layer, int head) {
        return table->model()->index(layer, head).data(HeadGridModel::RankRole).toInt();
    };
    QCOMPARE(rank(0, 2), 1);
    QCOMPARE(rank(4, 2), 5);
    QCOMPARE(rank(5, 2), 0);
    const QString best = look.findChild<QLabel *>(QStringLiteral("headSearchBest"))->text();
    QVERIFY2(best.contains(QStringLiteral("L1 H3 0.90 (100 %)")), qPrintable(best));
    QSignalSpy wanted(m_inspect.get(), &InspectModel::searchWanted);
    auto *start = look.findChild<QPushButton *>(QStringLiteral("headSearchStart"));
    QVERIFY(!start->isEnabled()); // nothing to look for yet
    m_view->region()->setBox(0, {0.1, 0.1, 0.5, 0.5});
    QVERIFY(start->isEnabled());
    start->click();
    QCOMPARE(wanted.count(), 1);
}

void InspectGridTest::matrixPicksWordAndStep()
{
    SharePage page(SharePage::Rows::Words, m_inspect.get(), m_view.get());
    page.resize(900, 160);
    page.show();
    StepShares shares;
    shares.labels = {"turtle", "rocket"};
    shares.rho = {0.8, 0.7};
    shares.steps = 20;
    shares.sides[0].words = {std::vector<float>(20, 0.4F), std::vector<float>(20, 1.2F)};
    shares.sides[1].words = {std::vector<float>(12, 1.9F), std::vector<float>(12, 0.9F)};
    m_inspect->setShares(shares);
    auto *b = page.findChild<ShareMatrix *>(QStringLiteral("wordStepMatrixB"));
    QAbstractItemModelTester tester(b->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(b->model()->index(0, 11).data(ShareMatrixModel::ShareRole).toFloat(), 1.9F);
    QVERIFY(!b->model()->index(0, 12).data(ShareMatrixModel::ShareRole).isValid());
    QTest::mouseClick(b->viewport(), Qt::LeftButton, {},
                      b->visualRect(b->model()->index(1, 7)).center());
    QCOMPARE(m_view->selectedWord(), QStringLiteral("rocket"));
    QCOMPARE(m_view->step(), 7);
}

void InspectGridTest::neglectIsLitBelowTheThreshold()
{
    NeglectTimeline timeline;
    StepShares shares;
    shares.labels = {"turtle"};
    shares.steps = 4;
    shares.sides[0].words = {{0.6F, 0.49F, 0.5F, 0.1F}};
    shares.sides[0].neglected = {true};
    timeline.setShares(shares);
    QVERIFY(!timeline.lit(0, 0, 0));
    QVERIFY(timeline.lit(0, 0, 1));
    QVERIFY(!timeline.lit(0, 0, 2));
    QVERIFY(timeline.lit(0, 0, 3));
    QVERIFY(!timeline.lit(1, 0, 3));
    QCOMPARE(timeline.accessibleDescription(), QStringLiteral("turtle neglected in A"));
}

void InspectGridTest::selectsAreGreyWhereNothingWasCaptured()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    CaptureSummary summary;
    MapCoverage whole;
    whole.labels = {"turtle"};
    whole.layers = {{0, {0, 1, 2, 3, 4, 5}}, {2, {}}};
    summary.steps[1] = {{3, whole}, {7, whole}};
    m_inspect->setCapture(summary, QStringLiteral("some"));
    auto *step = look.findChild<MeanSelect *>(QStringLiteral("stepSelect"));
    QVERIFY(step->isCaptured(3));
    QVERIFY(!step->isCaptured(4));
    m_view->setStep(4);
    QVERIFY2(step->toolTip().contains(QStringLiteral("Capture more")), qPrintable(step->toolTip()));
    m_view->setStep(3);
    auto *layer = look.findChild<MeanSelect *>(QStringLiteral("layerSelect"));
    auto *head = look.findChild<MeanSelect *>(QStringLiteral("headSelect"));
    QVERIFY(layer->isCaptured(2));
    QVERIFY(!layer->isCaptured(1));
    m_view->setLayer(2);
    QVERIFY(!head->isCaptured(1));
    m_view->setLayer(0);
    QVERIFY(head->isCaptured(1));
}

void InspectGridTest::statsTellAAndB()
{
    TokensModel tokens;
    TokenSequence sequence;
    std::vector<MapRow> mapRows;
    for (int i = 0; i < 2; ++i) {
        Word word;
        word.text = word.label = i == 0 ? "turtle" : "rocket";
        word.rho = i == 0 ? 0.8 : 0.7;
        word.tokens = {i};
        sequence.words.push_back(word);
        mapRows.push_back({word.label, {i}, i});
    }
    tokens.setTokens(sequence, mapRows);
    TokenStatsPanel panel(&tokens, m_inspect.get(), m_view.get());
    auto *table = panel.findChild<QTableView *>(QStringLiteral("tokenStats"));
    QAbstractItemModelTester tester(table->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    // Even on A, in one cell of every frame on B; the rocket is where the turtle of A is.
    m_inspect->setRowMaps(Side::A,
                          rows([](int row, int, int, int) { return row < 2 ? 0.02 : 0.0; }));
    m_inspect->setRowMaps(
        Side::B, rows([](int row, int, int y, int x) {
            return row == 0 ? (y == 4 && x == 5 ? 0.5 : 0.0) : row == 1 ? 0.02 : 0.0;
        }));
    m_inspect->setCos({std::vector<float>(8, 1.0F), std::vector<float>(8, 0.94F)});
    const auto text = [&](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QCOMPARE(text(0, 1), QStringLiteral(".020"));
    QCOMPARE(text(1, 2), QStringLiteral(".500"));
    QCOMPARE(text(1, 3), QStringLiteral("+.480"));
    QCOMPARE(text(2, 1), QString::number(std::log(256.0), 'f', 2));
    QCOMPARE(text(2, 2), QStringLiteral(".00"));
    QCOMPARE(text(3, 0), QStringLiteral("overlap, rocket"));
    QCOMPARE(text(3, 1), QStringLiteral("1.00"));
    QCOMPARE(text(4, 2), QStringLiteral(".94"));
    QCOMPARE(text(4, 3), QStringLiteral("−.06"));
    // Small numbers, in the narrow dock of a small window: nothing is cut short.
    m_inspect->setRowMaps(Side::B, rows([](int row, int, int, int) {
                              return row == 0 ? 0.0193 : row == 1 ? 0.02 : 0.0;
                          }));
    QCOMPARE(text(0, 3), QStringLiteral("−7e-4"));
    m_inspect->setRowMaps(Side::B, rows([](int row, int, int, int) {
                              return row == 0 ? 0.0137 : row == 1 ? 0.02 : 0.0;
                          }));
    QCOMPARE(text(0, 3), QStringLiteral("−.0063"));
    panel.resize(230, 260);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            const QModelIndex index = table->model()->index(row, column);
            QVERIFY2(table->sizeHintForIndex(index).width() <= table->columnWidth(column),
                     qPrintable(text(row, column)));
        }
    }
}

QTEST_MAIN(InspectGridTest)
#include "InspectGridTest.moc"
