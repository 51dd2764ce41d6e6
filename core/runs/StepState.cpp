#include "core/runs/StepState.h"

#include "core/models/Weights.h"

#include <ATen/ATen.h>

#include <cstdlib>

namespace dare
{
namespace
{

Result<at::Tensor> readState(const SafeTensorsFile &file, const std::string &name)
{
    const TensorView *view = file.find(name);
    if (view == nullptr)
        return failure(ErrorCode::InvalidInput,
                       "has no tensor \"" + name + "\"; delete this file to redo the step",
                       file.path().string());
    return tensorOf(*view).to(at::kFloat, false, true).squeeze(0);
}

} // namespace

Result<SolverState> readSolverState(const RunFolder &folder, Side side, int step)
{
    const auto file = SafeTensorsFile::open(folder.stepFile(side, step));
    if (!file)
        return tl::unexpected(file.error());
    SolverState state;
    state.step = step + 1;
    for (const auto &[name, tensor] :
         {std::pair{"latents", &state.x}, {"x0", &state.x0}, {"corrected", &state.corrected}}) {
        auto read = readState(*file, name);
        if (!read)
            return tl::unexpected(read.error());
        *tensor = *read;
    }
    const auto order = file->metadata().find("order");
    state.order = order == file->metadata().end() ? 1 : std::atoi(order->second.c_str());
    if (step == 0)
        return state;
    const auto before = SafeTensorsFile::open(folder.stepFile(side, step - 1));
    if (!before)
        return tl::unexpected(before.error());
    auto read = readState(*before, "x0");
    if (!read)
        return tl::unexpected(read.error());
    state.x0Before = *read;
    return state;
}

} // namespace dare
