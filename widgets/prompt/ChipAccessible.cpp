#include "widgets/prompt/ChipAccessible.h"

#include "widgets/prompt/TokenChipBar.h"

#include <QWindow>

namespace dare
{

namespace
{

/// One chip. It asks the bar by its index, which is all that lasts.
class ChipAccessible : public QAccessibleInterface
{
public:
    ChipAccessible(TokenChipBar *bar, int index) : m_bar(bar), m_index(index) {}

    [[nodiscard]] bool isValid() const override
    {
        return m_index < static_cast<int>(m_bar->chips().size());
    }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_bar);
    }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        return isValid() && kind == QAccessible::Name ? m_bar->spokenText(m_index) : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect local = m_bar->chips()[static_cast<std::size_t>(m_index)].rect.toAlignedRect();
        return {m_bar->mapToGlobal(local.topLeft()), local.size()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        state.focused = m_bar->hasFocus() && m_bar->focusedChip() == m_index;
        state.selected = isValid() && m_bar->isSelected(m_index);
        return state;
    }

private:
    TokenChipBar *m_bar;
    int m_index;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *bar = qobject_cast<TokenChipBar *>(object);
    return bar != nullptr ? new ChipBarAccessible(bar) : nullptr;
}

} // namespace

ChipBarAccessible::ChipBarAccessible(TokenChipBar *bar)
    : QAccessibleWidget(bar, QAccessible::List), m_bar(bar)
{
}

ChipBarAccessible::~ChipBarAccessible()
{
    for (const QAccessible::Id id : m_children)
        QAccessible::deleteAccessibleInterface(id);
}

int ChipBarAccessible::childCount() const
{
    return static_cast<int>(m_bar->chips().size());
}

QAccessibleInterface *ChipBarAccessible::child(int index) const
{
    if (index < 0 || index >= childCount())
        return nullptr;
    while (static_cast<int>(m_children.size()) <= index)
        m_children.push_back(QAccessible::registerAccessibleInterface(
            new ChipAccessible(m_bar, static_cast<int>(m_children.size()))));
    return QAccessible::accessibleInterface(m_children[static_cast<std::size_t>(index)]);
}

QAccessibleInterface *ChipBarAccessible::childAt(int x, int y) const
{
    return child(m_bar->chipAt(m_bar->mapFromGlobal(QPoint(x, y))));
}

QAccessibleInterface *ChipBarAccessible::focusChild() const
{
    return m_bar->hasFocus() ? child(m_bar->focusedChip()) : nullptr;
}

int ChipBarAccessible::indexOfChild(const QAccessibleInterface *wanted) const
{
    for (int i = 0; i < childCount(); ++i) {
        if (child(i) == wanted)
            return i;
    }
    return -1;
}

void ChipBarAccessible::install()
{
    QAccessible::installFactory(makeInterface); // a second time changes nothing
}

} // namespace dare
