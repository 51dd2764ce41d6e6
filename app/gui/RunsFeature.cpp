#include "app/gui/RunsFeature.h"

#include "app/gui/MainWindow.h"
#include "app/gui/PreferencesBinding.h"
#include "app/gui/RunsBinding.h"
#include "app/gui/SamplerBinding.h"
#include "widgets/shell/LogView.h"

#include <algorithm>

namespace dare
{

namespace
{

constexpr double kGigabyte = 1e9;

/// @return bytes; 0: no limit
quint64 diskBudget()
{
    return static_cast<quint64>(std::max(0.0, PreferencesBinding::read().diskBudgetGb) * kGigabyte);
}

} // namespace

RunsFeature::RunsFeature(ViewModels &models, MainWindow &window, const Parts &parts,
                         QObject *parent)
    : QObject(parent),
      m_parts(parts),
      m_upkeep(models, window, parts.runs),
      m_actions(models, window, parts.sampler, m_upkeep),
      m_batches(models, window, parts.sampler, parts.presenter),
      m_closing(window, parts.sampler)
{
    connect(&parts.sampler, &SamplerBinding::placed, &m_upkeep, &UpkeepBinding::setPlace);
    connect(&m_actions, &RunActions::triageRequested, &m_batches, &BatchBinding::openTriage);
    connect(&m_actions, &RunActions::batchRequested, &m_batches, &BatchBinding::openBatchOf);
    connect(&m_actions, &RunActions::compareRequested, this, &RunsFeature::compareRequested);
    connect(
        &parts.runs, &RunsBinding::reconciled, this,
        [this](const std::vector<RunSummary> &runs) { m_upkeep.checkBudget(runs, diskBudget()); });
    connect(&parts.sampler.queue(), &RunQueue::restored, this,
            [&window](int, const QString &problem) {
                if (!problem.isEmpty())
                    window.log()->addLine(tr("queue not restored: %1").arg(problem));
            });
}

void RunsFeature::start()
{
    m_parts.sampler.queue().load();
}

} // namespace dare
