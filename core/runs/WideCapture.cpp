#include "core/runs/WideCapture.h"

#include "core/models/Weights.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace dare
{
namespace
{

/// The heads that are kept on their own: those of the window, and those the file had.
std::vector<int> headUnion(const CaptureWindow &window, const std::optional<MapFile> &old,
                           int count)
{
    std::set<int> heads;
    for (int head = 0; head < count; ++head) {
        if (window.heads.mode != IndexChoice::Mode::Mean && window.heads.contains(head))
            heads.insert(head);
    }
    if (old) {
        for (const auto &[layer, kept] : old->coverage().layers)
            heads.insert(kept.begin(), kept.end());
    }
    return {heads.begin(), heads.end()};
}

bool isConditional(const std::string &name)
{
    return name.find(".cond.") != std::string::npos;
}

} // namespace

WideCapture::WideCapture(const RunManifest &manifest, const CaptureWindow &window,
                         std::vector<MapRow> rows, std::optional<MapFile> old)
    : m_window(window),
      m_rows(std::move(rows)),
      m_old(std::move(old)),
      m_heads(headUnion(window, m_old, manifest.heads)),
      m_grid(manifest.grid),
      m_modelHeads(manifest.heads)
{
    m_wantsMean = m_old && m_old->coverage().layers.count(-1) > 0;
}

MapRequest WideCapture::request(Branch branch, int block) const
{
    if (branch != Branch::Cond)
        return {};
    const bool wanted =
        m_window.layers.mode != IndexChoice::Mode::Mean && m_window.layers.contains(block);
    const auto &stored = m_old ? m_old->coverage().layers : std::map<int, std::vector<int>>();
    const auto found = stored.find(block);
    const bool alone = wanted || (found != stored.end() && !found->second.empty());
    if (alone)
        return {m_rows, m_heads};
    // An empty list of heads asks for their mean.
    return found != stored.end() || m_wantsMean ? MapRequest{m_rows, {}} : MapRequest{};
}

void WideCapture::keep(const std::string &name, const at::Tensor &map)
{
    m_maps.emplace_back(name, map.view({map.size(0), map.size(1), m_grid[0], m_grid[1], m_grid[2]})
                                  .to(at::kHalf)
                                  .contiguous());
}

void WideCapture::addToMean(const AttentionReading &reading)
{
    const at::Tensor before = reading.mapBefore.to(at::kFloat).mean(0, true);
    const at::Tensor after =
        reading.mapAfter.defined() ? reading.mapAfter.to(at::kFloat).mean(0, true) : before;
    m_mean.before = m_mean.before.defined() ? m_mean.before + before : before;
    m_mean.after = m_mean.after.defined() ? m_mean.after + after : after;
    m_mean.reweighted = m_mean.reweighted || reading.mapAfter.defined();
    ++m_mean.blocks;
}

Result<void> WideCapture::add(Branch branch, const AttentionReading &reading)
{
    if (branch != Branch::Cond)
        return {};
    if (m_wantsMean)
        addToMean(reading);
    const bool wanted =
        m_window.layers.mode != IndexChoice::Mode::Mean && m_window.layers.contains(reading.block);
    if (!wanted && !(m_old && m_old->coverage().layers.count(reading.block) > 0))
        return {};
    const std::string base = "block." + std::to_string(reading.block) + ".cond";
    keep(base + ".before", reading.mapBefore);
    if (reading.mapAfter.defined())
        keep(base + ".after", reading.mapAfter);
    return {};
}

Result<std::uint64_t> WideCapture::write(const std::filesystem::path &file)
{
    if (m_mean.blocks > 0) {
        keep("block.mean.cond.before", m_mean.before / m_mean.blocks);
        if (m_mean.reweighted)
            keep("block.mean.cond.after", m_mean.after / m_mean.blocks);
    }
    std::vector<TensorView> views;
    for (const auto &[name, map] : m_maps)
        views.push_back(viewOf(name, map));
    std::map<std::string, std::string> metadata;
    if (m_old) {
        metadata = m_old->file().metadata();
        for (const auto &[name, view] : m_old->file().tensors()) {
            if (!isConditional(name))
                views.push_back(view);
        }
    }
    nlohmann::json labels = nlohmann::json::array();
    for (const MapRow &row : m_rows)
        labels.push_back(row.label);
    metadata["rows.cond"] = labels.dump();
    metadata["heads"] = m_heads.empty() ? "mean"
                        : static_cast<int>(m_heads.size()) == m_modelHeads
                            ? "all"
                            : nlohmann::json(m_heads).dump();
    if (auto written = writeSafeTensors(file, views, metadata); !written)
        return tl::unexpected(written.error());
    std::error_code none;
    return static_cast<std::uint64_t>(std::filesystem::file_size(file, none));
}

} // namespace dare
