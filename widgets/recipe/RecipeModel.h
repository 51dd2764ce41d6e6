#pragma once

#include "core/types/Recipe.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QUndoStack>

#include <functional>

namespace dare
{

/// The recipe being edited. Each edit is an entry of the undo stack; edits with the same merge key
/// join while a gesture is open (one slider drag) or within 600 ms (one typing burst). @thread GUI
class RecipeModel : public QObject
{
    Q_OBJECT

public:
    using Change = std::function<void(Recipe &)>;
    static constexpr int kMergeMs = 600;
    static constexpr int kUndoLimit = 200;

    explicit RecipeModel(QObject *parent = nullptr);

    [[nodiscard]] const Recipe &recipe() const { return m_recipe; }
    [[nodiscard]] QUndoStack *undoStack() { return &m_stack; }

    /// Replaces the recipe and forgets the history: another model was opened, a recipe was loaded.
    void reset(Recipe recipe);

    /// Applies a change as one undo entry. A change that changes nothing leaves no entry.
    /// @param text what Edit > Undo says @param mergeKey empty: never joins another edit
    void edit(const QString &text, const QString &mergeKey, const Change &change);

    /// Between these two, edits of one key are one entry, however long they take.
    void beginGesture();
    void endGesture();
    [[nodiscard]] bool gestureOpen() const { return m_gesture; }

Q_SIGNALS:
    void changed();
    void gestureEnded(); ///< a drag was let go

private:
    friend class RecipeEdit;
    void set(const Recipe &recipe);
    [[nodiscard]] bool mayJoin(const QString &mergeKey) const;

    Recipe m_recipe;
    QUndoStack m_stack;
    QElapsedTimer m_sinceEdit;
    QString m_lastKey;
    bool m_gesture = false;
};

} // namespace dare
