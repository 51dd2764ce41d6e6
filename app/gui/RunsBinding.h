#pragma once

#include "app/gui/OpenedRun.h"
#include "core/runs/RunIndex.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <QObject>
#include <QSet>
#include <QString>
#include <QThreadPool>

#include <filesystem>
#include <memory>

namespace dare
{

class Engine;
class MainWindow;
struct ViewModels;

/// The list of runs and opening one of them. The index and the folders are read on one worker.
class RunsBinding : public QObject
{
    Q_OBJECT

public:
    /// @param clips the clips of opened runs come from there, and stay there for Compare
    RunsBinding(ViewModels &models, MainWindow &window, std::filesystem::path runs,
                ClipCache &clips, QObject *parent = nullptr);

    /// Lists from the index at once, then makes it agree with the folders.
    void load();
    /// Reads one run's row again, and keeps the thumbnails that are on screen.
    void refresh(const QString &path);
    /// The run is being moved away: what is still read of it is not shown.
    void forget(const QString &path);
    /// It is back. refresh() shows it.
    void bringBack(const QString &path) { m_gone.remove(path); }
    void open(const QString &path);
    /// Something else is shown meanwhile: what is being read is not opened.
    void stopOpening() { ++m_opening; }

Q_SIGNALS:
    void listed();
    /// The list agrees with the folders.
    void reconciled(const std::vector<dare::RunSummary> &runs);
    void opened(const dare::OpenedRun &run);
    void notOpened(const QString &path);

private:
    using Index = std::shared_ptr<RunIndex>;
    void list(bool reconciled);
    void show(const std::vector<RunSummary> &summaries);
    void wantThumbnails(const QString &path);

    ViewModels &m_models;
    MainWindow &m_window;
    std::filesystem::path m_runs;
    ClipCache &m_clips;
    std::shared_ptr<Index> m_index;   ///< filled and used on the worker alone
    std::shared_ptr<Engine> m_engine; ///< makes thumbnails of steps; used on the worker alone
    QSet<QString> m_gone;
    int m_opening = 0;
    QThreadPool m_pool;
    QThreadPool m_openPool; ///< a run does not wait behind the list and its thumbnails
};

} // namespace dare
