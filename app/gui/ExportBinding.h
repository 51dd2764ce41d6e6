#pragma once

#include "core/types/ExportPlan.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <memory>

namespace dare
{

class ClipCache;
class ExportDialog;
class MainWindow;
struct ViewModels;

/// The export dialog and what stands behind it: the picture of the encoder's compositor, the
/// predicted size and time, and writing the file. All work is done on workers; closing the window
/// or the dialog cancels and leaves nothing.
class ExportBinding : public QObject
{
    Q_OBJECT

public:
    ExportBinding(ViewModels &models, MainWindow &window, ClipCache &cache,
                  QObject *parent = nullptr);
    ~ExportBinding() override;

    /// The run on screen: its sides, and where its exports belong.
    void setRun(const Recipe &recipe, const QString &folder);
    /// What is seen now as a plan: sources, panes, word, mode, the frames between in and out.
    [[nodiscard]] ExportPlan planOfView() const;
    void openDialog();
    /// Writes what is seen, without the dialog.
    void exportTo(const QString &path);

Q_SIGNALS:
    void progressed(int done, int total);
    void exported(const QString &path);
    void previewed(); ///< the dialog shows the frame it was asked for, of its plan

private:
    struct Drawn;
    void buildDialog();
    void planChanged();
    void rebuild();
    void drawFrame();
    void predict();
    void start(const ExportPlan &plan);
    /// Says what came of writing a film.
    void finish(const QString &path, const Result<void> &result);
    [[nodiscard]] QString defaultPath() const;

    ViewModels &m_models;
    MainWindow &m_window;
    ClipCache &m_cache;
    ExportDialog *m_dialog = nullptr; ///< owned by the window
    QString m_folder;
    Recipe m_recipe;                ///< of the run on screen
    std::shared_ptr<Drawn> m_drawn; ///< of the dialog's plan; null until it was read
    QTimer m_settle;                ///< typing and clicking come in bursts
    int m_generation = 0;           ///< of the dialog's plan: counts its changes
    bool m_drawing = false;
    bool m_drawAgain = false;
    std::shared_ptr<std::atomic<bool>> m_predicting; ///< stops the prediction under way
    std::shared_ptr<std::atomic<bool>> m_cancel;     ///< of the running export; null when idle
    QThreadPool m_pool;
    QThreadPool m_drawPool;
    QThreadPool m_predictPool;
};

} // namespace dare
