#pragma once

#include "app/gui/UpkeepBinding.h"

#include <QUndoCommand>

namespace dare
{

/// Stars several runs, or takes their stars.
class StarCommand : public QUndoCommand
{
public:
    StarCommand(UpkeepBinding *upkeep, QStringList paths, bool starred);
    void undo() override { set(!m_starred); }
    void redo() override { set(m_starred); }

private:
    void set(bool starred);

    UpkeepBinding *m_upkeep;
    QStringList m_paths;
    bool m_starred;
};

/// Gives a run a name.
class NameCommand : public QUndoCommand
{
public:
    NameCommand(UpkeepBinding *upkeep, QString path, QString before, QString after);
    void undo() override { set(m_before); }
    void redo() override { set(m_after); }

private:
    void set(const QString &name);

    UpkeepBinding *m_upkeep;
    QString m_path;
    QString m_before;
    QString m_after;
};

/// Moves runs to the trash, and back.
class TrashCommand : public QUndoCommand
{
public:
    TrashCommand(UpkeepBinding *upkeep, QStringList paths);
    void undo() override;
    void redo() override;

private:
    UpkeepBinding *m_upkeep;
    QStringList m_paths;
};

} // namespace dare
