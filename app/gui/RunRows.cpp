#include "app/gui/RunRows.h"

namespace dare
{

namespace
{

RunRow::State stateOf(RunStatus status)
{
    switch (status) {
    case RunStatus::Running:
        return RunRow::State::Running;
    case RunStatus::Done:
        return RunRow::State::Finished;
    case RunStatus::Cancelled:
        return RunRow::State::Cancelled;
    case RunStatus::Failed:
        return RunRow::State::Failed;
    }
    return RunRow::State::Failed;
}

} // namespace

RunRow rowOf(const RunSummary &summary)
{
    RunRow row;
    row.path = QString::fromStdString(summary.path);
    row.title = QString::fromStdString(summary.title);
    row.seed = summary.seed;
    row.settings = QStringLiteral("seed %1").arg(summary.seed);
    if (!summary.settings.empty())
        row.settings += QStringLiteral(" · ") + QString::fromStdString(summary.settings);
    row.prompt = QString::fromStdString(summary.prompt);
    row.created =
        QDateTime::fromString(QString::fromStdString(summary.created), Qt::ISODate).toLocalTime();
    row.state = stateOf(summary.status);
    row.stepsDone = summary.stepsDone;
    row.steps = summary.steps;
    row.neglectedA = summary.runsA ? static_cast<int>(summary.neglectedA.size()) : -1;
    row.neglectedB = summary.runsB ? static_cast<int>(summary.neglectedB.size()) : -1;
    row.shareA = summary.shareA;
    row.shareB = summary.shareB;
    row.error = QString::fromStdString(summary.error);
    row.reason = QString::fromStdString(summary.reason);
    row.resumable = summary.resumable;
    row.starred = summary.starred;
    row.batch = summary.batch;
    return row;
}

} // namespace dare
