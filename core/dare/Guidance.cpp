#include "core/dare/Guidance.h"

#include "core/dare/DrCfg.h"

#include <array>

namespace dare
{

std::span<const GuidanceMethod> guidanceMethods()
{
    static constexpr std::array methods{
        GuidanceMethod{"dr-cfg", drcfg::branches, drcfg::combine, drcfg::combineOnCard},
    };
    return methods;
}

} // namespace dare
