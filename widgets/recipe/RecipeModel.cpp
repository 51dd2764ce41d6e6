#include "widgets/recipe/RecipeModel.h"

#include <QUndoCommand>

#include <utility>

namespace dare
{

/// One entry: the whole recipe before and after. Recipes are small values.
class RecipeEdit : public QUndoCommand
{
public:
    RecipeEdit(RecipeModel *model, const QString &text, Recipe before, Recipe after, bool joins)
        : QUndoCommand(text),
          m_model(model),
          m_before(std::move(before)),
          m_after(std::move(after)),
          m_joins(joins)
    {
    }
    void undo() override
    {
        m_model->m_lastKey.clear();
        m_model->set(m_before);
    }
    void redo() override { m_model->set(m_after); }
    [[nodiscard]] int id() const override { return 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const RecipeEdit *>(other);
        if (!next->m_joins)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    RecipeModel *m_model;
    Recipe m_before;
    Recipe m_after;
    bool m_joins;
};

RecipeModel::RecipeModel(QObject *parent) : QObject(parent)
{
    m_stack.setUndoLimit(kUndoLimit);
}

void RecipeModel::reset(Recipe recipe)
{
    m_stack.clear();
    m_lastKey.clear();
    set(recipe);
}

void RecipeModel::edit(const QString &text, const QString &mergeKey, const Change &change)
{
    Recipe after = m_recipe;
    change(after);
    if (after == m_recipe)
        return;
    const bool joins = mayJoin(mergeKey);
    m_stack.push(new RecipeEdit(this, text, m_recipe, std::move(after), joins));
    m_lastKey = mergeKey;
    m_sinceEdit.start();
}

void RecipeModel::beginGesture()
{
    m_gesture = true;
    m_lastKey.clear();
}

void RecipeModel::endGesture()
{
    m_gesture = false;
    m_lastKey.clear();
    Q_EMIT gestureEnded();
}

bool RecipeModel::mayJoin(const QString &mergeKey) const
{
    if (mergeKey.isEmpty() || mergeKey != m_lastKey)
        return false;
    return m_gesture || (m_sinceEdit.isValid() && m_sinceEdit.elapsed() <= kMergeMs);
}

void RecipeModel::set(const Recipe &recipe)
{
    if (recipe == m_recipe)
        return;
    m_recipe = recipe;
    Q_EMIT changed();
}

} // namespace dare
