#pragma once

#include <QAccessibleWidget>

#include <vector>

namespace dare
{

class TokenChipBar;

/// The chips for screen readers: a list whose items are the chips, each with its density, weight
/// and neglect in words.
class ChipBarAccessible : public QAccessibleWidget
{
public:
    explicit ChipBarAccessible(TokenChipBar *bar);
    ~ChipBarAccessible() override;

    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface *child(int index) const override;
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override;
    [[nodiscard]] QAccessibleInterface *focusChild() const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override;

    /// Makes Qt use this for every TokenChipBar. Any number of calls.
    static void install();

private:
    TokenChipBar *m_bar;
    mutable std::vector<QAccessible::Id> m_children;
};

} // namespace dare
