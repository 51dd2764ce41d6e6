#include "core/sampling/Sigmas.h"
#include "core/sampling/Solver.h"
#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

#include <cmath>
#include <regex>

namespace dare::verify
{
namespace
{

at::Tensor velocity(const std::string &kind, const at::Tensor &x, double sigma)
{
    if (kind == "linear")
        return 0.5 * x + sigma - 0.3;
    return at::sin(1.3 * x) + 0.5 * sigma * x - 0.3 * std::cos(2.0 * sigma);
}

at::Tensor run(const SigmaSchedule &schedule, SamplerKind sampler, const std::string &kind,
               const at::Tensor &start)
{
    SolverState state;
    state.x = start;
    std::vector<at::Tensor> out;
    for (const double sigma : std::vector(schedule.sigmas.begin(), schedule.sigmas.end() - 1)) {
        advance(state, schedule, sampler,
                toX0(velocity(kind, state.x, sigma), state.x, sigma, Prediction::Flow));
        out.push_back(state.x);
    }
    return at::stack(out);
}

} // namespace

void schedulerStages(Fixture &fixture)
{
    fixture.setBackend("ATen f32");
    static const std::regex pattern(R"(scheduler\.shift([0-9.]+)\.steps([0-9]+)\.sigmas)");
    for (const std::string &name : fixture.names("scheduler.shift")) {
        std::smatch match;
        if (!std::regex_match(name, match, pattern))
            continue;
        const SigmaSchedule schedule =
            sigmaSchedule(SigmaTable::New, std::stoi(match[2]), std::stod(match[1]), 1000);
        const std::string base = name.substr(0, name.size() - 6);
        fixture.compare("scheduler.sigmas", at::tensor(schedule.sigmas, at::kDouble), name, 1e-7);
        fixture.compare("scheduler.timesteps", at::tensor(schedule.timesteps, at::kLong),
                        base + "timesteps", 0.0);
        const at::Tensor start = fixture.tensor("scheduler.x0");
        for (const std::string kind : {"linear", "wave"}) {
            fixture.compare("scheduler.unipc", run(schedule, SamplerKind::UniPc, kind, start),
                            base + kind, 1e-5);
            if (fixture.has(base + "euler." + kind))
                fixture.compare("scheduler.euler", run(schedule, SamplerKind::Euler, kind, start),
                                base + "euler." + kind, 1e-5);
            if (fixture.has(base + "dpmpp2m." + kind))
                fixture.compare("scheduler.dpmpp2m",
                                run(schedule, SamplerKind::DpmPp2M, kind, start),
                                base + "dpmpp2m." + kind, 1e-5);
        }
    }
}

} // namespace dare::verify
