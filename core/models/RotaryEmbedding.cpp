#include "core/models/RotaryEmbedding.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace dare
{

Result<RotaryTables> rotaryTables(int headDim, std::array<int, 3> grid, int maxLength,
                                  at::Device device)
{
    if (*std::max_element(grid.begin(), grid.end()) > maxLength)
        return failure(ErrorCode::InvalidArgument,
                       "the clip is too large: at most " + std::to_string(maxLength) +
                           " patches fit along one side",
                       "size");
    const int planar = 2 * (headDim / 6);
    const std::array<int, 3> dims{headDim - 2 * planar, planar, planar};
    const std::int64_t queries = static_cast<std::int64_t>(grid[0]) * grid[1] * grid[2];
    at::Tensor angles = at::empty({queries, headDim / 2}, at::kDouble);
    auto cell = angles.accessor<double, 2>();
    for (std::int64_t q = 0; q < queries; ++q) {
        const std::array<std::int64_t, 3> position{
            q / (static_cast<std::int64_t>(grid[1]) * grid[2]), q / grid[2] % grid[1], q % grid[2]};
        int column = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            for (int i = 0; i < dims[axis] / 2; ++i)
                cell[q][column++] =
                    static_cast<double>(position[axis]) * std::pow(10000.0, -2.0 * i / dims[axis]);
        }
    }
    return RotaryTables{at::cos(angles).to(device, at::kFloat),
                        at::sin(angles).to(device, at::kFloat)};
}

} // namespace dare
