#pragma once

#include "core/sampling/SideSampler.h"
#include "core/types/Recipe.h"
#include "core/types/Token.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dare
{

/// What the maps of a run look like.
struct MapLayout {
    CaptureWindow window;
    std::map<Branch, std::vector<MapRow>> rows;
    int blocks = 0;
    int heads = 0;
    std::vector<int> grid; ///< frames, rows, columns
};

/// Keeps the maps of one step of one side and writes them as one file:
/// `block.L.BRANCH.before|after` [H or 1, row, F, Y, X] f16, `block.mean...` where only the mean
/// over blocks is kept; `after` is left out where it equals `before`.
/// Resident: in memory until finish(). Lean: every block goes to disk when it arrives.
class MapCapture final : public MapSink
{
public:
    MapCapture(const MapLayout &layout, MemoryMode mode, std::filesystem::path file);

    [[nodiscard]] MapRequest request(Branch branch, int block) const override;
    [[nodiscard]] Result<void> add(Branch branch, const AttentionReading &reading) override;
    /// Writes the file, atomically. @return false where there was nothing to keep
    [[nodiscard]] Result<bool> finish();

private:
    struct Mean {
        at::Tensor before;
        at::Tensor after;
        bool reweighted = false;
        int blocks = 0;
    };
    /// Heads that are kept on their own, ascending.
    [[nodiscard]] std::vector<int> heads() const;
    [[nodiscard]] Result<void> keep(const std::string &name, const at::Tensor &map);

    const MapLayout &m_layout;
    MemoryMode m_mode;
    std::filesystem::path m_file;
    std::vector<std::pair<std::string, at::Tensor>> m_maps; ///< f16
    std::map<Branch, Mean> m_means;
};

/// The rows of the maps that a window asks for.
/// @error InvalidArgument: an unknown label; lists the known ones
[[nodiscard]] Result<std::vector<MapRow>> selectRows(const std::vector<MapRow> &all,
                                                     const CaptureWindow &window);

} // namespace dare
