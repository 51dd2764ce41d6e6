#include "widgets/curves/CurveAccessible.h"

#include "widgets/curves/CurveEditor.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

/// One cell. It asks the editor by its index, which is all that lasts.
class CurveCell : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    CurveCell(CurveEditor *editor, int index) : m_editor(editor), m_index(index) {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface
                   ? static_cast<QAccessibleTableCellInterface *>(this)
                   : nullptr;
    }
    [[nodiscard]] bool isValid() const override { return rowIndex() < m_editor->view().steps; }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override { return table(); }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!isValid() || (kind != QAccessible::Name && kind != QAccessible::Value))
            return {};
        return columnIndex() == 0 ? CurveEditor::tr("step %1").arg(rowIndex() + 1)
                                  : m_editor->valueText(rowIndex());
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid())
            return {};
        const double left = m_editor->positionOf(rowIndex(), 0.0).x();
        const double next = m_editor->positionOf(rowIndex() + 1, 0.0).x();
        const int width = std::max(1, static_cast<int>(std::lround(next - left)));
        const QPoint corner(static_cast<int>(std::lround(left)) - width / 2, 0);
        return {m_editor->mapToGlobal(corner), QSize(width, m_editor->height())};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Cell; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        return state;
    }

    [[nodiscard]] bool isSelected() const override { return false; }
    [[nodiscard]] QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    [[nodiscard]] QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    [[nodiscard]] int columnIndex() const override { return m_index % CurveAccessible::kColumns; }
    [[nodiscard]] int rowIndex() const override { return m_index / CurveAccessible::kColumns; }
    [[nodiscard]] int columnExtent() const override { return 1; }
    [[nodiscard]] int rowExtent() const override { return 1; }
    [[nodiscard]] QAccessibleInterface *table() const override
    {
        return QAccessible::queryAccessibleInterface(m_editor);
    }

private:
    CurveEditor *m_editor;
    int m_index;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *editor = qobject_cast<CurveEditor *>(object);
    return editor != nullptr ? new CurveAccessible(editor) : nullptr;
}

} // namespace

CurveAccessible::CurveAccessible(CurveEditor *editor)
    : QAccessibleWidget(editor, QAccessible::Table), m_editor(editor)
{
}

CurveAccessible::~CurveAccessible()
{
    for (const QAccessible::Id id : m_cells)
        QAccessible::deleteAccessibleInterface(id);
}

void *CurveAccessible::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface *>(this)
                                               : QAccessibleWidget::interface_cast(type);
}

int CurveAccessible::rowCount() const
{
    return m_editor->view().spec != nullptr ? m_editor->view().steps : 0;
}

/// The cells row by row, then the line where a point is typed.
int CurveAccessible::childCount() const
{
    return cellCount() + QAccessibleWidget::childCount();
}

QAccessibleInterface *CurveAccessible::child(int index) const
{
    if (index < 0)
        return nullptr;
    if (index >= cellCount())
        return QAccessibleWidget::child(index - cellCount());
    while (static_cast<int>(m_cells.size()) <= index)
        m_cells.push_back(QAccessible::registerAccessibleInterface(
            new CurveCell(m_editor, static_cast<int>(m_cells.size()))));
    return QAccessible::accessibleInterface(m_cells[static_cast<std::size_t>(index)]);
}

QAccessibleInterface *CurveAccessible::childAt(int x, int y) const
{
    for (int row = 0; row < rowCount(); ++row) {
        QAccessibleInterface *value = cellAt(row, 1);
        if (value->rect().contains(x, y))
            return value;
    }
    return nullptr;
}

int CurveAccessible::indexOfChild(const QAccessibleInterface *wanted) const
{
    const auto found = std::find_if(m_cells.begin(), m_cells.end(), [wanted](QAccessible::Id id) {
        return QAccessible::accessibleInterface(id) == wanted;
    });
    if (found != m_cells.end())
        return static_cast<int>(found - m_cells.begin());
    const int other = QAccessibleWidget::indexOfChild(wanted);
    return other < 0 ? -1 : cellCount() + other;
}

QAccessibleInterface *CurveAccessible::cellAt(int row, int column) const
{
    const bool inside = row >= 0 && row < rowCount() && column >= 0 && column < kColumns;
    return inside ? child(row * kColumns + column) : nullptr;
}

QString CurveAccessible::rowDescription(int row) const
{
    return CurveEditor::tr("step %1").arg(row + 1);
}

QString CurveAccessible::columnDescription(int column) const
{
    return column == 0 ? CurveEditor::tr("step") : CurveEditor::tr("value");
}

void CurveAccessible::install()
{
    QAccessible::installFactory(makeInterface); // a second time changes nothing
}

} // namespace dare
