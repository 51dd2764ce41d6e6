#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dare
{

/// The numeric options of one side. The order is the order of `kOptions`.
enum class Option { W, Lambda, S, Gamma, Kappa, Tau, EndWeight, PadWeight, Count };

inline constexpr std::size_t kOptionCount = static_cast<std::size_t>(Option::Count);

/// One row of the options table, which drives the command line, the recipe and the panel.
struct OptionSpec {
    Option option;
    std::string_view name;   ///< key of the command line and of the recipe
    std::string_view symbol; ///< as written in formulas
    std::string_view label;  ///< as written in the panel
    double minimum;
    double maximum;
    double fallback; ///< the value of a plain side
    double step;
    int decimals;
    bool curve; ///< may follow a curve over the denoising steps
    std::string_view formula;
    std::string_view help;
};

/// All formulas are our reading of the abstract of arXiv 2604.07026.
inline constexpr std::array<OptionSpec, kOptionCount> kOptions{{
    {Option::W, "w", "w", "CFG scale", 0.0, 20.0, 3.0, 0.1, 1, true, "v = v_neg + w (v(c) - v_neg)",
     "Classifier-free guidance scale. 1 runs the conditional branch alone."},
    {Option::Lambda, "lambda", "λ", "DR-CFG strength", 0.0, 1.0, 0.0, 0.01, 2, true,
     "v_neg = (1-λ) v(null) + λ v(c_dom)",
     "Pushes away from the caption's dominant words (ρ ≤ τ). 0 is plain CFG; between 0 and 1 "
     "costs a third forward."},
    {Option::S, "s", "s", "SRA strength", 0.0, 4.0, 0.0, 0.05, 2, true,
     "ln w_j = s (ρ_j - mean ρ) + ln u_j",
     "Reweights cross-attention towards words of high semantic density. With γ = 0 and u = 1, "
     "s = 0 is bit-identical to off."},
    {Option::Gamma, "gamma", "γ", "SRA adaptivity", 0.0, 1.0, 0.0, 0.05, 2, true,
     "ln w_j += γ clamp(ln(m̄ / m_j), -2, 2)",
     "Lifts words whose attention mass in the step before was below the mean of the words. With "
     "s = 0 and u = 1, γ = 0 is bit-identical to off."},
    {Option::Kappa, "kappa", "κ", "Consistency", 0.0, 1.0, 0.0, 0.05, 2, true,
     "o = o' (|o| / |o'|)^κ",
     "Keeps the length of the attention output while its direction is reweighted."},
    {Option::Tau, "tau", "τ", "Dominance threshold", 0.0, 1.0, 0.25, 0.01, 2, false,
     "c_dom = words with ρ ≤ τ",
     "Words of at most this semantic density form the dominant caption."},
    {Option::EndWeight, "end", "u_end", "End weight", 0.0, 2.0, 1.0, 0.05, 2, false,
     "ln w_end = ln u_end", "Weight of the end token in cross-attention; 0 removes it."},
    {Option::PadWeight, "pads", "u_pads", "Pad weight", 0.0, 2.0, 1.0, 0.05, 2, false,
     "ln w_pad = ln u_pads", "Weight of every pad in cross-attention; 0 removes them."},
}};

[[nodiscard]] constexpr const OptionSpec &spec(Option option)
{
    return kOptions[static_cast<std::size_t>(option)];
}

[[nodiscard]] inline std::optional<Option> optionNamed(std::string_view name)
{
    for (const OptionSpec &row : kOptions) {
        if (row.name == name)
            return row.option;
    }
    return std::nullopt;
}

/// A schedule over denoising steps: linear between its points, constant outside them.
struct Curve {
    std::vector<std::pair<int, double>> points; ///< (step from 0, value), ascending steps

    [[nodiscard]] double at(int step) const
    {
        if (points.empty())
            return 0.0;
        auto next = std::find_if(points.begin(), points.end(),
                                 [step](const auto &point) { return point.first >= step; });
        if (next == points.end())
            return points.back().second;
        if (next == points.begin() || next->first == step)
            return next->second;
        const auto previous = std::prev(next);
        const double share = static_cast<double>(step - previous->first) /
                             static_cast<double>(next->first - previous->first);
        return previous->second + share * (next->second - previous->second);
    }
    bool operator==(const Curve &) const = default;
};

/// How one side of a pair is sampled.
struct SideOptions {
    std::string variant; ///< subfolder of the model; empty where the folder has none
    std::array<double, kOptionCount> values = defaults();
    bool wordWeights = false; ///< whether `(word:1.2)` acts on this side
    std::map<Option, Curve> curves;

    [[nodiscard]] static constexpr std::array<double, kOptionCount> defaults()
    {
        std::array<double, kOptionCount> out{};
        for (std::size_t i = 0; i < kOptionCount; ++i)
            out[i] = kOptions[i].fallback;
        return out;
    }
    [[nodiscard]] double value(Option option) const
    {
        return values[static_cast<std::size_t>(option)];
    }
    double &value(Option option) { return values[static_cast<std::size_t>(option)]; }
    /// The value in effect at a denoising step: the curve's where there is one.
    [[nodiscard]] double at(Option option, int step) const
    {
        const auto curve = curves.find(option);
        return curve == curves.end() ? value(option) : curve->second.at(step);
    }
    bool operator==(const SideOptions &) const = default;
};

/// What options are called that no preset has.
inline constexpr std::string_view kCustomPreset = "Custom";

/// The one rule by which a side has a preset's name: the same numbers, curves and word weights. Tau
/// and the variant do not count: they come from the model.
[[nodiscard]] inline bool samePreset(const SideOptions &preset, const SideOptions &side)
{
    constexpr double kSame = 1e-9;
    return preset.wordWeights == side.wordWeights && preset.curves == side.curves &&
           std::all_of(kOptions.begin(), kOptions.end(), [&](const OptionSpec &row) {
               return row.option == Option::Tau ||
                      std::abs(preset.value(row.option) - side.value(row.option)) < kSame;
           });
}

} // namespace dare
