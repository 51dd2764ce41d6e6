#pragma once

#include "core/runs/RunMarks.h"
#include "core/runs/RunUpkeep.h"
#include "widgets/runs/RunRow.h"

#include <QHash>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <memory>

#include <functional>

namespace dare
{

class MainWindow;
class RunsBinding;
struct ViewModels;

/// Stars, names, the trash and the disk budget of runs. Each is an entry of the undo stack but the
/// budget, which asks first. The list shows a change at once; the disk follows on a worker, and
/// what it refuses comes back with a message. @thread GUI
class UpkeepBinding : public QObject
{
    Q_OBJECT

public:
    UpkeepBinding(ViewModels &models, MainWindow &window, RunsBinding &runs,
                  QObject *parent = nullptr);
    ~UpkeepBinding() override;

    /// Stars all of them, or takes the star from all where the first has one.
    void toggleStar(const QStringList &paths);
    /// An empty name brings the run's own title back.
    void rename(const QString &path, const QString &name);
    /// To the desktop's trash; undo brings them back.
    void trash(const QStringList &paths);
    /// Says where a run stands in its batch. Not undoable.
    void setPlace(const QString &path, const BatchPlace &place);
    /// Interrupted runs become cancelled ones: nobody asks about them again.
    void keep(const QStringList &paths);
    /// Asks, in the banner, whether the oldest unstarred runs may lose their maps.
    /// @param budget bytes; 0: no limit
    void checkBudget(const std::vector<RunSummary> &runs, quint64 budget);
    /// Waits until everything is on disk. Only for the end of the program and for tests.
    void flush();

Q_SIGNALS:
    void trashed(const QString &path);
    void mapsDropped(int runs);

private:
    friend class StarCommand;
    friend class NameCommand;
    friend class TrashCommand;
    using Change = std::function<void(RunMarks &)>;
    void changeMarks(const QString &path, const Change &change);
    void showChange(const QString &path, const std::function<void(RunRow &)> &change);
    void moveToTrash(const QString &path);
    void restore(const QString &path);
    void dropMapsOf(const std::vector<std::string> &paths);
    void complain(const QString &title, const QString &why);

    ViewModels &m_models;
    MainWindow &m_window;
    RunsBinding &m_runs;
    /// Run folder -> where it lies in the trash; read and written by the one worker alone.
    std::shared_ptr<QHash<QString, QString>> m_inTrash =
        std::make_shared<QHash<QString, QString>>();
    QThreadPool m_pool;
};

} // namespace dare
