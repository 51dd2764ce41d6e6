#pragma once

#include "app/gui/BatchBinding.h"
#include "app/gui/ClosingRun.h"
#include "app/gui/RunActions.h"
#include "app/gui/UpkeepBinding.h"

#include <QObject>

namespace dare
{

/// Everything around the list of runs beside listing and sampling: the menu of a run, marks and
/// trash, triage and sweep, the disk budget, and closing while a run goes on.
class RunsFeature : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        SamplerBinding &sampler;
        RunPresenter &presenter;
        RunsBinding &runs;
    };

    RunsFeature(ViewModels &models, MainWindow &window, const Parts &parts,
                QObject *parent = nullptr);

    /// Brings back the queue of the last session, on hold.
    void start();
    [[nodiscard]] UpkeepBinding &upkeep() { return m_upkeep; }
    [[nodiscard]] RunActions &actions() { return m_actions; }

Q_SIGNALS:
    /// Two runs were picked for the Compare page.
    void compareRequested(const QString &a, const QString &b);

private:
    Parts m_parts;
    UpkeepBinding m_upkeep;
    RunActions m_actions;
    BatchBinding m_batches;
    ClosingRun m_closing;
};

} // namespace dare
