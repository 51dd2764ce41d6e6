#pragma once

#include <QString>
#include <QStringList>

namespace dare
{

/// What dropping a file or folder would do, as far as its name and place say. Looks at names alone:
/// quick enough for a pointer that moves. @thread GUI
struct DropGuess {
    enum class Kind { Model, Run, Recipe, Film, Prompts, Unknown };
    Kind kind = Kind::Unknown;
    QString path; ///< run folder, model folder, folder of pictures, or file
    QString text; ///< what would happen, or why nothing
    [[nodiscard]] bool works() const { return kind != Kind::Unknown; }
};

[[nodiscard]] DropGuess guessDrop(const QStringList &paths);

/// Prompts of a text file: one a line, empty ones and those behind # left out.
[[nodiscard]] QStringList promptLines(const QString &text);

} // namespace dare
