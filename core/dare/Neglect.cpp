#include "core/dare/Neglect.h"

namespace dare
{

bool isNeglected(std::span<const float> shares, double threshold, int count)
{
    return neglectedFrom(shares, {threshold, count}) >= 0;
}

} // namespace dare
