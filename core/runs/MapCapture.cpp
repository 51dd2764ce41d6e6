#include "core/runs/MapCapture.h"

#include "core/models/Weights.h"
#include "core/prompt/WordLabels.h"
#include "core/tensors/AtomicFile.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <unistd.h>

namespace dare
{

MapCapture::MapCapture(const MapLayout &layout, MemoryMode mode, std::filesystem::path file)
    : m_layout(layout), m_mode(mode), m_file(std::move(file))
{
}

std::vector<int> MapCapture::heads() const
{
    const IndexChoice &wanted = m_layout.window.heads;
    std::vector<int> out;
    for (int head = 0; wanted.mode != IndexChoice::Mode::Mean && head < m_layout.heads; ++head) {
        if (wanted.contains(head))
            out.push_back(head);
    }
    return out;
}

MapRequest MapCapture::request(Branch branch, int block) const
{
    const CaptureWindow &window = m_layout.window;
    const auto rows = m_layout.rows.find(branch);
    const bool wanted = std::find(window.branches.begin(), window.branches.end(), branch) !=
                            window.branches.end() &&
                        window.layers.contains(block);
    if (!wanted || rows == m_layout.rows.end())
        return {};
    return {rows->second, heads()};
}

Result<void> MapCapture::keep(const std::string &name, const at::Tensor &map)
{
    const at::Tensor half =
        map.view({map.size(0), map.size(1), m_layout.grid[0], m_layout.grid[1], m_layout.grid[2]})
            .to(at::kHalf);
    if (m_mode == MemoryMode::Resident || m_mode == MemoryMode::Auto) {
        m_maps.emplace_back(name, half);
        return {};
    }
    // A mapped file: the pages are the disk's, not this process's.
    std::filesystem::path spill = m_file;
    spill += std::string(kTemporaryMark) + name;
    at::Tensor mapped = at::from_file(spill.string(), true, half.numel(), at::kHalf);
    ::unlink(spill.c_str());
    mapped.copy_(half.flatten());
    m_maps.emplace_back(name, mapped.view(half.sizes()));
    return {};
}

Result<void> MapCapture::add(Branch branch, const AttentionReading &reading)
{
    if (m_layout.window.layers.mode == IndexChoice::Mode::Mean) {
        Mean &mean = m_means[branch];
        const at::Tensor before = reading.mapBefore.to(at::kFloat);
        const at::Tensor after =
            reading.mapAfter.defined() ? reading.mapAfter.to(at::kFloat) : before;
        mean.before = mean.before.defined() ? mean.before + before : before;
        mean.after = mean.after.defined() ? mean.after + after : after;
        mean.reweighted = mean.reweighted || reading.mapAfter.defined();
        ++mean.blocks;
        return {};
    }
    const std::string base =
        "block." + std::to_string(reading.block) + "." + std::string(name(branch));
    if (auto kept = keep(base + ".before", reading.mapBefore); !kept)
        return kept;
    return reading.mapAfter.defined() ? keep(base + ".after", reading.mapAfter) : Result<void>{};
}

Result<bool> MapCapture::finish()
{
    for (const auto &[branch, mean] : m_means) {
        const std::string base = "block.mean." + std::string(name(branch));
        if (auto kept = keep(base + ".before", mean.before / mean.blocks); !kept)
            return tl::unexpected(kept.error());
        if (!mean.reweighted)
            continue;
        if (auto kept = keep(base + ".after", mean.after / mean.blocks); !kept)
            return tl::unexpected(kept.error());
    }
    if (m_maps.empty())
        return false;
    std::vector<TensorView> views;
    for (const auto &[name, map] : m_maps)
        views.push_back(viewOf(name, map));
    std::map<std::string, std::string> metadata;
    for (const auto &[branch, rows] : m_layout.rows) {
        nlohmann::json labels = nlohmann::json::array();
        for (const MapRow &row : rows)
            labels.push_back(row.label);
        metadata["rows." + std::string(name(branch))] = labels.dump();
    }
    metadata["heads"] = m_layout.window.heads.mode == IndexChoice::Mode::Mean ? "mean"
                        : m_layout.window.heads.mode == IndexChoice::Mode::All
                            ? "all"
                            : nlohmann::json(heads()).dump();
    if (auto written = writeSafeTensors(m_file, views, metadata); !written)
        return tl::unexpected(written.error());
    m_maps.clear();
    return true;
}

Result<std::vector<MapRow>> selectRows(const std::vector<MapRow> &all, const CaptureWindow &window)
{
    if (window.words == CaptureWindow::Words::All)
        return all;
    std::vector<MapRow> out;
    if (window.words == CaptureWindow::Words::None)
        return out;
    std::vector<bool> wanted(all.size(), false);
    for (const std::string &label : window.wordList) {
        const auto found = findRow(all, label);
        if (!found) {
            std::string known;
            for (const MapRow &row : all)
                known += (known.empty() ? "" : ", ") + row.label;
            return failure(ErrorCode::InvalidArgument,
                           "\"" + label + "\" is no word of the prompt; there are " + known,
                           "words");
        }
        wanted[static_cast<std::size_t>(*found)] = true;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (wanted[i])
            out.push_back(all[i]);
    }
    return out;
}

} // namespace dare
