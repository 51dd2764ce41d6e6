#pragma once

#include "core/types/Batch.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"
#include "widgets/runs/BatchModel.h"

#include <QObject>
#include <QTimer>

#include <string>
#include <vector>

namespace dare
{

class MainWindow;
class RunPresenter;
class SamplerBinding;
class SweepDialog;
class TriageDialog;
struct ViewModels;

/// Triage and sweep: from their forms into the queue, and from the list of runs into their grids,
/// ranked. @thread GUI
class BatchBinding : public QObject
{
    Q_OBJECT

public:
    BatchBinding(ViewModels &models, MainWindow &window, SamplerBinding &sampler,
                 RunPresenter &presenter, QObject *parent = nullptr);

    void openTriage(const Recipe &recipe);
    void openSweep();
    /// Shows the grid of the batch that a run belongs to.
    void openBatchOf(const QString &path);

private:
    /// What one of the dialogs shows: a batch that was begun here, or one found on disk.
    struct Shown {
        Recipe recipe;
        std::string id;
        int total = 0;
    };
    void wireTriage();
    void wireSweep();
    void planTriage();
    void startTriage();
    void planSweep();
    void startSweep();
    [[nodiscard]] Result<Batch> sweepAsked() const;
    [[nodiscard]] QString needs(const Batch &batch) const;
    void refresh();
    void refreshTriage();
    void refreshSweep();

    ViewModels &m_models;
    MainWindow &m_window;
    SamplerBinding &m_sampler;
    RunPresenter &m_presenter;
    TriageDialog *m_triage; ///< children of the window
    SweepDialog *m_sweep;
    Shown m_ofTriage;
    Shown m_ofSweep;
    std::vector<SweepAxis> m_axes;
    QTimer m_soon; ///< many rows change at once
};

} // namespace dare
