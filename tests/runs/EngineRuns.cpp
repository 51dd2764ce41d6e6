#include "tests/runs/EngineRuns.h"

#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"

#include <algorithm>

using namespace dare;

namespace engine_runs
{
namespace
{

QString side(Side which)
{
    return which == Side::A ? "A" : "B";
}

QString tell(const RunEvent &event)
{
    struct Teller {
        QString operator()(const RunStarted &) const { return "S "; }
        QString operator()(const StepDone &e) const
        {
            return side(e.side) + QString::number(e.metrics.step) + " ";
        }
        QString operator()(const MapsReady &e) const
        {
            return side(e.side) + QString::number(e.step) + "m ";
        }
        QString operator()(const SideFinished &e) const { return side(e.side) + "f "; }
        QString operator()(const RunFinished &) const { return "F"; }
        QString operator()(const RunFailed &) const { return "X"; }
        QString operator()(const RunCancelled &) const { return "C"; }
        QString operator()(const RunPaused &) const { return "P "; }
        QString operator()(const Preview &) const { return {}; }
        QString operator()(const RunLog &) const { return {}; }
    };
    return std::visit(Teller{}, event);
}

QString fileDifference(const std::filesystem::path &a, const std::filesystem::path &b)
{
    const auto first = SafeTensorsFile::open(a);
    const auto second = SafeTensorsFile::open(b);
    const QString name = QString::fromStdString(a.string());
    if (!first || !second)
        return first.has_value() == second.has_value() ? QString() : name + " is in one run only";
    if (first->tensors().size() != second->tensors().size())
        return name + " has other tensors";
    for (const auto &[key, tensor] : first->tensors()) {
        const TensorView *other = second->find(key);
        if (other == nullptr || other->shape != tensor.shape ||
            !std::equal(tensor.bytes.begin(), tensor.bytes.end(), other->bytes.begin(),
                        other->bytes.end()))
            return name + ", tensor " + QString::fromStdString(key);
    }
    return {};
}

} // namespace

QString Recorder::story() const
{
    QString out;
    for (const RunEvent &event : events)
        out += tell(event);
    return out;
}

Recipe recipe(int steps)
{
    const auto model = inspectModel(DARE_MODELS "/emoji-world");
    Recipe out = model ? defaultRecipe(*model) : Recipe{};
    out.prompt = "a (turtle:1.3) next to a rocket";
    out.seed = 11;
    out.steps = steps;
    out.size = {24, 24, 4};
    out.device = "cpu";
    out.precision = Precision::Fp32;
    out.memory = MemoryMode::Resident;
    out.b.value(Option::S) = 1.0;
    out.b.value(Option::Gamma) = 0.5;
    out.b.value(Option::Kappa) = 0.8;
    out.b.value(Option::Lambda) = 0.5;
    out.b.wordWeights = true;
    return out;
}

Result<RunFolder> run(Engine &engine, const Recipe &recipe, const QTemporaryDir &runs)
{
    RunControl control;
    const auto outcome = engine.run(recipe, pathOf(runs), 1, control, [](RunEvent) {});
    if (!outcome)
        return tl::unexpected(outcome.error());
    return RunFolder::open(outcome->path);
}

Result<RunFolder> resume(Engine &engine, const std::filesystem::path &run)
{
    RunControl control;
    const auto outcome = engine.resume(run, 2, control, [](RunEvent) {});
    if (!outcome)
        return tl::unexpected(outcome.error());
    return RunFolder::open(outcome->path);
}

QString difference(const RunFolder &a, const RunFolder &b)
{
    for (const Side which : kSides) {
        QString found = fileDifference(a.noiseFile(which), b.noiseFile(which));
        const int steps = a.manifest().recipe.steps;
        for (int step = 0; found.isEmpty() && step < steps; ++step) {
            found = fileDifference(a.stepFile(which, step), b.stepFile(which, step));
            if (found.isEmpty())
                found = fileDifference(a.mapsFile(which, step), b.mapsFile(which, step));
        }
        if (found.isEmpty() &&
            a.manifest().side(which).latentsSha256 != b.manifest().side(which).latentsSha256)
            found = "hash of side " + side(which);
        if (found.isEmpty() &&
            a.manifest().side(which).neglected != b.manifest().side(which).neglected)
            found = "neglected words of side " + side(which);
        if (!found.isEmpty())
            return found;
    }
    return {};
}

std::filesystem::path pathOf(const QTemporaryDir &folder)
{
    return folder.path().toStdString();
}

} // namespace engine_runs
