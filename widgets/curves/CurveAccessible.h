#pragma once

#include <QAccessibleWidget>

#include <vector>

namespace dare
{

class CurveEditor;

/// A schedule for screen readers: a table with one row a step, its columns step and value. Steps
/// where a point lies say so; without a schedule every step has the constant.
class CurveAccessible : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    static constexpr int kColumns = 2;

    explicit CurveAccessible(CurveEditor *editor);
    ~CurveAccessible() override;

    void *interface_cast(QAccessible::InterfaceType type) override;
    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface *child(int index) const override;
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override;

    [[nodiscard]] QAccessibleInterface *caption() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *summary() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *cellAt(int row, int column) const override;
    [[nodiscard]] int rowCount() const override;
    [[nodiscard]] int columnCount() const override { return kColumns; }
    [[nodiscard]] QString rowDescription(int row) const override;
    [[nodiscard]] QString columnDescription(int column) const override;
    // A cell is looked at, never chosen: points are edited by the editor's own keys.
    [[nodiscard]] int selectedCellCount() const override { return 0; }
    [[nodiscard]] QList<QAccessibleInterface *> selectedCells() const override { return {}; }
    [[nodiscard]] int selectedColumnCount() const override { return 0; }
    [[nodiscard]] int selectedRowCount() const override { return 0; }
    [[nodiscard]] QList<int> selectedColumns() const override { return {}; }
    [[nodiscard]] QList<int> selectedRows() const override { return {}; }
    [[nodiscard]] bool isColumnSelected(int) const override { return false; }
    [[nodiscard]] bool isRowSelected(int) const override { return false; }
    bool selectRow(int) override { return false; }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override {}

    /// Makes Qt use this for every CurveEditor. Any number of calls.
    static void install();

private:
    [[nodiscard]] int cellCount() const { return rowCount() * kColumns; }

    CurveEditor *m_editor;
    mutable std::vector<QAccessible::Id> m_cells; ///< row by row, made when they are asked for
};

} // namespace dare
