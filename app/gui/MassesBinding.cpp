#include "app/gui/MassesBinding.h"

#include "app/gui/Background.h"
#include "app/gui/ViewModels.h"

#include <algorithm>

namespace dare
{

namespace
{

using SideMasses = std::array<std::vector<float>, 2>; ///< one mass a row, by index(Side)

/// Masses of a side, averaged over the steps [first, last]. Empty where none can be read.
std::vector<float> meanMasses(const RunFolder &run, Side side, int first, int last, int layer)
{
    std::vector<float> sum;
    int count = 0;
    for (int step = first; step <= last; ++step) {
        const auto metrics = run.readMetrics(side, step);
        if (!metrics)
            continue;
        const std::vector<float> masses = rowMasses(*metrics, run.manifest().rows, layer);
        sum.resize(masses.size());
        std::transform(masses.begin(), masses.end(), sum.begin(), sum.begin(), std::plus<>());
        ++count;
    }
    for (float &value : sum)
        value /= static_cast<float>(std::max(1, count));
    return sum;
}

Result<SideMasses> readMasses(const MassRequest &request)
{
    const auto run = RunFolder::open(request.run);
    if (!run)
        return tl::unexpected(run.error());
    SideMasses out;
    for (const Side side : kSides) {
        if (!run->manifest().recipe.runs(side))
            continue;
        const int last = run->manifest().side(side).stepsDone - 1;
        const bool mean = request.step < 0;
        if (mean || request.step <= last)
            out[index(side)] = meanMasses(*run, side, mean ? 0 : request.step,
                                          mean ? last : request.step, request.layer);
    }
    return out;
}

} // namespace

MassesBinding::MassesBinding(ViewModels &models, QObject *parent)
    : QObject(parent), m_models(models)
{
    m_pool.setMaxThreadCount(1);
    for (const auto signal :
         {&ViewModel::stepChanged, &ViewModel::lookChanged, &ViewModel::workspaceChanged})
        connect(&models.view, signal, this, &MassesBinding::arrived);
}

void MassesBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
    arrived();
}

void MassesBinding::arrived()
{
    m_pending = true;
    if (!m_reading)
        read();
}

void MassesBinding::read()
{
    m_pending = false;
    // The mean over the steps reads every one of them: not while nobody sees it.
    if (m_path.empty() || m_models.view.workspace() != Workspace::Inspect)
        return;
    m_reading = true;
    const MassRequest request{m_path, m_models.view.step(), m_models.view.layer()};
    inBackground(
        m_pool, this, [request] { return readMasses(request); },
        [this, run = m_path](const Result<SideMasses> &masses) {
            m_reading = false;
            if (masses && run == m_path) {
                for (const Side side : kSides)
                    m_models.tokens.setMasses(side, (*masses)[index(side)]);
            }
            if (m_pending)
                read();
        });
}

} // namespace dare
