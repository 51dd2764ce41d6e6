#pragma once

#include "core/types/Frame.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dare
{

/// The maps of every stored row (word, `end`, `pads`, punctuation) of one side at one step, layer
/// and head. Selecting words among them needs no disk.
struct RowMaps {
    std::vector<std::string> labels;
    std::vector<HeatMap> before;
    std::vector<HeatMap> after; ///< empty where nothing was reweighted: equals `before`

    [[nodiscard]] const std::vector<HeatMap> &afterOrBefore() const
    {
        return after.empty() ? before : after;
    }
    [[nodiscard]] std::size_t bytes() const
    {
        std::size_t out = 0;
        for (const auto *maps : {&before, &after}) {
            for (const HeatMap &map : *maps)
                out += map.values.size() * sizeof(float);
        }
        return out;
    }
    /// @return index of a row, or -1
    [[nodiscard]] int find(const std::string &label) const
    {
        const auto found = std::find(labels.begin(), labels.end(), label);
        return found == labels.end() ? -1 : static_cast<int>(found - labels.begin());
    }
    /// Sums the maps of the labels that are there. @param maps before or after
    /// @return null where none of them is
    [[nodiscard]] std::shared_ptr<const HeatMap> sum(const std::vector<HeatMap> &maps,
                                                     const std::vector<std::string> &words) const
    {
        std::shared_ptr<HeatMap> out;
        for (const std::string &word : words) {
            const int row = find(word);
            if (row < 0)
                continue;
            const HeatMap &map = maps[static_cast<std::size_t>(row)];
            if (!out) {
                out = std::make_shared<HeatMap>(map);
                continue;
            }
            for (std::size_t i = 0; i < map.values.size(); ++i)
                out->values[i] += map.values[i];
        }
        return out;
    }
};

/// What is stored of one step of one side.
struct MapCoverage {
    std::vector<std::string> labels;
    /// Heads kept on their own, by block; -1 is the mean over blocks. An empty list: their mean.
    std::map<int, std::vector<int>> layers;

    /// Whether a map can be read there; -1 is the mean over what is stored.
    [[nodiscard]] bool has(int layer, int head) const
    {
        const auto holds = [head](const std::vector<int> &heads) {
            return head < 0 || std::find(heads.begin(), heads.end(), head) != heads.end();
        };
        if (const auto found = layers.find(layer); found != layers.end())
            return holds(found->second);
        return layer < 0 && !layers.empty() &&
               std::all_of(layers.begin(), layers.end(),
                           [&](const auto &each) { return holds(each.second); });
    }
    [[nodiscard]] bool hasWord(const std::string &label) const
    {
        return std::find(labels.begin(), labels.end(), label) != labels.end();
    }
    [[nodiscard]] bool empty() const { return layers.empty(); }
    bool operator==(const MapCoverage &) const = default;
};

} // namespace dare
