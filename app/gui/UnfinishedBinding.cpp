#include "app/gui/UnfinishedBinding.h"

#include "app/gui/MainWindow.h"
#include "app/gui/SamplerBinding.h"
#include "core/runs/RunSummary.h"
#include "widgets/shell/BannerBar.h"

namespace dare
{

namespace
{

/// "2 runs stopped at steps 12 and 31."
QString stoppedText(const std::vector<RunSummary> &runs)
{
    QStringList steps;
    for (const RunSummary &run : runs)
        steps << QString::number(run.stepsDone);
    const QString last = steps.takeLast();
    if (steps.isEmpty())
        return QObject::tr("A run stopped at step %1.").arg(last);
    return QObject::tr("%1 runs stopped at steps %2 and %3.")
        .arg(runs.size())
        .arg(steps.join(QStringLiteral(", ")), last);
}

} // namespace

UnfinishedBinding::UnfinishedBinding(MainWindow &window, SamplerBinding &sampler, QObject *parent)
    : QObject(parent), m_window(window), m_sampler(sampler)
{
    connect(window.banner(), &BannerBar::dismissed, this, [this] { Q_EMIT offered(false); });
}

void UnfinishedBinding::look(const std::vector<RunSummary> &runs)
{
    if (m_looked)
        return;
    m_looked = true;
    std::vector<RunSummary> cutOff;
    for (const RunSummary &run : runs) {
        if (run.interrupted && run.stepsDone < run.steps) {
            cutOff.push_back(run);
            m_paths << QString::fromStdString(run.path);
        }
    }
    if (cutOff.empty())
        return;
    m_window.banner()->showMessage(BannerBar::Tone::Note, stoppedText(cutOff),
                                   tr("Finished steps are on disk; resuming gives the result of an "
                                      "uninterrupted run."),
                                   {{tr("Resume"), [this] { m_sampler.resumeAll(m_paths); }},
                                    {tr("Keep"), [this] { Q_EMIT keepWanted(m_paths); }}});
    Q_EMIT offered(true);
}

} // namespace dare
