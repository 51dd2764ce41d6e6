#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <atomic>
#include <memory>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Writes what is seen: the view as MP4 with the recipe inside, or one picture. Encoding happens on
/// a worker; closing the window cancels it and leaves nothing.
class ExportBinding : public QObject
{
    Q_OBJECT

public:
    ExportBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);
    ~ExportBinding() override;

    /// The recipe of the run on screen, and where its exports belong.
    void setRun(const Recipe &recipe, const QString &folder);
    void exportTo(const QString &path);

Q_SIGNALS:
    void progressed(int done, int total);
    void exported(const QString &path);

private:
    void chooseAndExport();
    void chooseAndSaveStill();
    void finish(const QString &path, const Result<void> &result);

    ViewModels &m_models;
    MainWindow &m_window;
    Recipe m_recipe;
    QString m_folder;
    std::shared_ptr<std::atomic<bool>> m_cancel; ///< of the running export; null when idle
    QThreadPool m_pool;
};

} // namespace dare
