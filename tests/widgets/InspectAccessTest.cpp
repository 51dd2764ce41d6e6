#include "tests/widgets/InspectFixture.h"
#include "widgets/theme/Theme.h"

#include <QAccessible>

using namespace dare;

namespace
{

QAccessibleTableInterface *tableOf(QWidget *widget)
{
    QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
    return spoken != nullptr ? spoken->tableInterface() : nullptr;
}

/// What a screen reader says of the focus: the names of the cells that have it.
QStringList focused(QWidget *widget)
{
    QAccessibleTableInterface *table = tableOf(widget);
    QStringList out;
    for (int row = 0; row < table->rowCount(); ++row) {
        for (int column = 0; column < table->columnCount(); ++column) {
            const QAccessibleInterface *cell = table->cellAt(row, column);
            if (cell->state().focused)
                out << cell->text(QAccessible::Name);
        }
    }
    return out;
}

StepShares shares()
{
    StepShares out;
    out.labels = {"turtle", "rocket"};
    out.steps = 5;
    out.blocks = 3;
    out.sides[1].words = {std::vector<float>(5, 0.864F), std::vector<float>(3, 1.2F)};
    out.sides[1].layers = {{0.5F}, {1.5F}, {2.0F}};
    return out;
}

} // namespace

/// Matrices and the layer × head grid as screen readers and the keyboard meet them.
class InspectAccessTest : public InspectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void aMatrixOfWordsIsATable();
    void aMatrixOfLayersIsATable();
    void theGridIsATable();
    void arrowKeysSayTheCellOfAMatrix();
    void arrowKeysSayTheCellOfTheGrid();
};

void InspectAccessTest::aMatrixOfWordsIsATable()
{
    m_inspect->setShares(shares());
    const SharePage page(SharePage::Rows::Words, m_inspect.get(), m_view.get());
    auto *matrix = page.findChild<ShareMatrix *>(QStringLiteral("wordStepMatrixB"));
    const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(matrix);
    QCOMPARE(spoken->role(), QAccessible::Table);
    QCOMPARE(spoken->text(QAccessible::Name),
             QStringLiteral("Shares of words at every step, side B"));
    QAccessibleTableInterface *table = tableOf(matrix);
    QVERIFY(table != nullptr);
    QCOMPARE(table->rowCount(), 2);
    QCOMPARE(table->columnCount(), 5);
    QCOMPARE(table->rowDescription(0), QStringLiteral("turtle"));
    QCOMPARE(table->columnDescription(4), QStringLiteral("step 5"));
    QAccessibleInterface *cell = table->cellAt(0, 4);
    QCOMPARE(cell->text(QAccessible::Name),
             QStringLiteral("turtle, step 5: 0.86 of the mean mass"));
    QCOMPARE(table->cellAt(1, 4)->text(QAccessible::Name),
             QStringLiteral("rocket, step 5: not computed"));
    const auto columns = cell->tableCellInterface()->columnHeaderCells();
    const auto rows = cell->tableCellInterface()->rowHeaderCells();
    QCOMPARE(columns.size(), 1);
    QCOMPARE(columns[0]->text(QAccessible::Name), QStringLiteral("step 5"));
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0]->text(QAccessible::Name), QStringLiteral("turtle"));
}

void InspectAccessTest::aMatrixOfLayersIsATable()
{
    m_inspect->setShares(shares());
    const SharePage page(SharePage::Rows::Layers, m_inspect.get(), m_view.get());
    QAccessibleTableInterface *table =
        tableOf(page.findChild<ShareMatrix *>(QStringLiteral("layerStepMatrixB")));
    QVERIFY(table != nullptr);
    QCOMPARE(table->rowCount(), 3);
    QCOMPARE(table->rowDescription(2), QStringLiteral("L3"));
    QCOMPARE(table->cellAt(2, 0)->text(QAccessible::Name),
             QStringLiteral("L3, step 1: 2.00 of the mean mass"));
}

void InspectAccessTest::theGridIsATable()
{
    TokensModel tokens;
    const LookPanel look(&tokens, m_inspect.get(), m_view.get());
    m_inspect->setGrid(grid(8, 6, 3), Side::B);
    QAccessibleTableInterface *table =
        tableOf(look.findChild<QTableView *>(QStringLiteral("layerHeadGrid")));
    QVERIFY(table != nullptr);
    QCOMPARE(table->rowCount(), 8);
    QCOMPARE(table->columnCount(), 6);
    QAccessibleInterface *cell = table->cellAt(4, 1);
    QVERIFY(cell->text(QAccessible::Name).startsWith(QStringLiteral("L5 H2  mass")));
    const auto columns = cell->tableCellInterface()->columnHeaderCells();
    const auto rows = cell->tableCellInterface()->rowHeaderCells();
    QCOMPARE(columns.size(), 1);
    QCOMPARE(columns[0]->text(QAccessible::Name), QStringLiteral("head 2"));
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0]->text(QAccessible::Name), QStringLiteral("layer 5"));
}

void InspectAccessTest::arrowKeysSayTheCellOfAMatrix()
{
    m_inspect->setShares(shares());
    SharePage page(SharePage::Rows::Words, m_inspect.get(), m_view.get());
    page.resize(900, 160);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    QApplication::setActiveWindow(&page);
    auto *matrix = page.findChild<ShareMatrix *>(QStringLiteral("wordStepMatrixB"));
    matrix->setFocus(Qt::TabFocusReason);
    QTest::keyClick(matrix, Qt::Key_Right);
    QCOMPARE(focused(matrix), QStringList(QStringLiteral("turtle, step 2: 0.86 of the mean mass")));
    QTest::keyClick(matrix, Qt::Key_Down);
    QCOMPARE(focused(matrix), QStringList(QStringLiteral("rocket, step 2: 1.20 of the mean mass")));
    QTest::keyClick(matrix, Qt::Key_End);
    QCOMPARE(focused(matrix), QStringList(QStringLiteral("rocket, step 5: not computed")));
    // Where nothing was computed the focus is seen as well.
    const QImage last =
        matrix->viewport()->grab(matrix->visualRect(matrix->currentIndex())).toImage();
    QCOMPARE(last.pixelColor(1, last.height() / 2), currentTheme().accent);
    QTest::keyClick(matrix, Qt::Key_Return);
    QCOMPARE(m_view->selectedWord(), QStringLiteral("rocket"));
    QCOMPARE(m_view->step(), 4);
}

void InspectAccessTest::arrowKeysSayTheCellOfTheGrid()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    QVERIFY(QTest::qWaitForWindowExposed(&look));
    QApplication::setActiveWindow(&look);
    m_inspect->setGrid(grid(8, 6, 3), Side::B);
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    table->setFocus(Qt::TabFocusReason);
    table->setCurrentIndex(table->model()->index(2, 1));
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(focused(table).size(), 1);
    QVERIFY(focused(table)[0].startsWith(QStringLiteral("L4 H2  not captured")));
}

QTEST_MAIN(InspectAccessTest)
#include "InspectAccessTest.moc"
