#pragma once

#include "core/runs/MapFile.h"
#include "core/sampling/SideSampler.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dare
{

/// Keeps the maps of one step of one side that a window asks for and those that its file holds
/// already, in one file. Blocks outside the window keep what they had; other branches are copied.
class WideCapture final : public MapSink
{
public:
    /// @param old what the step's file holds; nothing where it has none
    WideCapture(const RunManifest &manifest, const CaptureWindow &window, std::vector<MapRow> rows,
                std::optional<MapFile> old);

    [[nodiscard]] MapRequest request(Branch branch, int block) const override;
    [[nodiscard]] Result<void> add(Branch branch, const AttentionReading &reading) override;
    /// Replaces the file, atomically. @return its bytes
    [[nodiscard]] Result<std::uint64_t> write(const std::filesystem::path &file);

private:
    struct Mean {
        at::Tensor before;
        at::Tensor after;
        bool reweighted = false;
        int blocks = 0;
    };
    void keep(const std::string &name, const at::Tensor &map);
    void addToMean(const AttentionReading &reading);

    CaptureWindow m_window;
    std::vector<MapRow> m_rows;
    std::optional<MapFile> m_old;
    std::vector<int> m_heads; ///< kept on their own, where any are
    std::vector<int> m_grid;
    int m_modelHeads = 0;
    bool m_wantsMean = false; ///< the old file held the mean over blocks
    Mean m_mean;
    std::vector<std::pair<std::string, at::Tensor>> m_maps; ///< f16
};

} // namespace dare
