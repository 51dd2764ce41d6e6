#include "app/gui/RunCommands.h"

#include "app/gui/ViewModels.h"

#include <QObject>

#include <utility>

namespace dare
{

StarCommand::StarCommand(UpkeepBinding *upkeep, QStringList paths, bool starred)
    : QUndoCommand(starred ? QObject::tr("Star") : QObject::tr("Remove star")),
      m_upkeep(upkeep),
      m_paths(std::move(paths)),
      m_starred(starred)
{
}

void StarCommand::set(bool starred)
{
    for (const QString &path : m_paths) {
        m_upkeep->showChange(path, [starred](RunRow &row) { row.starred = starred; });
        m_upkeep->changeMarks(path, [starred](RunMarks &marks) { marks.starred = starred; });
    }
}

NameCommand::NameCommand(UpkeepBinding *upkeep, QString path, QString before, QString after)
    : QUndoCommand(QObject::tr("Rename run")),
      m_upkeep(upkeep),
      m_path(std::move(path)),
      m_before(std::move(before)),
      m_after(std::move(after))
{
}

void NameCommand::set(const QString &name)
{
    m_upkeep->showChange(m_path, [&name](RunRow &row) {
        if (!name.isEmpty())
            row.title = name;
    });
    m_upkeep->changeMarks(m_path,
                          [text = name.toStdString()](RunMarks &marks) { marks.name = text; });
}

TrashCommand::TrashCommand(UpkeepBinding *upkeep, QStringList paths)
    : QUndoCommand(QObject::tr("Delete %n run(s)", nullptr, static_cast<int>(paths.size()))),
      m_upkeep(upkeep),
      m_paths(std::move(paths))
{
}

void TrashCommand::redo()
{
    for (const QString &path : m_paths)
        m_upkeep->moveToTrash(path);
}

void TrashCommand::undo()
{
    for (const QString &path : m_paths)
        m_upkeep->restore(path);
}

} // namespace dare
