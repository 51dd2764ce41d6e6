#pragma once

#include "core/types/Options.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dare
{

enum class Side { A, B };
inline constexpr std::array<Side, 2> kSides{Side::A, Side::B};
[[nodiscard]] constexpr char letter(Side side)
{
    return side == Side::A ? 'a' : 'b';
}

enum class SamplerKind { UniPc, Euler, DpmPp2M };
enum class SigmaTable { New, Old }; ///< diffusers >= 0.37, or older and the original code
/// Bf16: products in bf16; residual stream, time projection and guidance in f32, as the original
/// code under autocast. Bf16Diffusers: these too in bf16, as diffusers does.
enum class Precision { Auto, Fp32, Bf16, Bf16Diffusers };
[[nodiscard]] constexpr bool isBf16(Precision precision)
{
    return precision == Precision::Bf16 || precision == Precision::Bf16Diffusers;
}
/// Resident: all weights on the device. Lean: the text encoder goes after use, maps go to disk one
/// by one. Streamed: lean, and blocks come from host memory while they are needed. The same bits in
/// all.
enum class MemoryMode { Auto, Resident, Lean, Streamed };
enum class Branch { Cond, Neg, Dom };

[[nodiscard]] constexpr std::string_view name(SamplerKind kind)
{
    constexpr std::array<std::string_view, 3> names{"unipc", "euler", "dpmpp2m"};
    return names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view name(SigmaTable table)
{
    return table == SigmaTable::New ? "new" : "old";
}
[[nodiscard]] constexpr std::string_view name(Precision precision)
{
    constexpr std::array<std::string_view, 4> names{"auto", "fp32", "bf16", "bf16-diffusers"};
    return names[static_cast<std::size_t>(precision)];
}
[[nodiscard]] constexpr std::string_view name(MemoryMode mode)
{
    constexpr std::array<std::string_view, 4> names{"auto", "resident", "lean", "streamed"};
    return names[static_cast<std::size_t>(mode)];
}
[[nodiscard]] constexpr std::string_view name(Branch branch)
{
    constexpr std::array<std::string_view, 3> names{"cond", "neg", "dom"};
    return names[static_cast<std::size_t>(branch)];
}

/// A choice among indices: every one, their mean, or a list.
struct IndexChoice {
    enum class Mode { All, Mean, List };
    Mode mode = Mode::All;
    std::vector<int> list;

    [[nodiscard]] bool contains(int index) const
    {
        return mode != Mode::List || std::find(list.begin(), list.end(), index) != list.end();
    }
    bool operator==(const IndexChoice &) const = default;
};

/// Which attention maps a run keeps.
struct CaptureWindow {
    enum class Words { All, None, List };
    Words words = Words::All;
    std::vector<std::string> wordList; ///< word labels (`turtle`, `turtle#2`, `end`, `pads`)
    IndexChoice heads{IndexChoice::Mode::Mean, {}}; ///< All, Mean or List
    IndexChoice layers;                             ///< All, Mean or List
    IndexChoice steps;                              ///< All or List, steps from 0
    std::vector<Branch> branches{Branch::Cond};
    bool operator==(const CaptureWindow &) const = default;
};

/// Width, height and frames of the clip in pixels; zeros mean the model's default.
struct ClipSize {
    int width = 0;
    int height = 0;
    int frames = 0;
    bool operator==(const ClipSize &) const = default;
};

/// Everything that decides the result of a run. Plain values; stored in the run and in exports.
struct Recipe {
    std::string model; ///< folder, or empty for the embedded model
    std::string prompt;
    std::string negative;
    std::uint64_t seed = 0;
    int steps = 16;
    SamplerKind sampler = SamplerKind::UniPc;
    double shift = 5.0;
    SigmaTable sigmaTable = SigmaTable::New;
    ClipSize size;
    int maxTokens = 0;     ///< 0: the model's own limit
    std::string noiseFile; ///< safetensors with `noise` or `pipeline.latents_in`; empty: seed
    int stopAfter = 0;     ///< 0: run to the end; k: stop after k steps, resumable
    bool runA = true;
    bool runB = true;
    SideOptions a;
    SideOptions b;
    std::map<std::string, double> rho; ///< the user's semantic density per word label
    CaptureWindow capture;
    std::string device = "auto"; ///< auto | cpu | cuda | cuda:N
    Precision precision = Precision::Auto;
    MemoryMode memory = MemoryMode::Auto;
    double neglectShare = 0.5; ///< a word below this share ...
    int neglectSteps = 3;      ///< ... for this many consecutive steps is neglected

    [[nodiscard]] const SideOptions &side(Side which) const { return which == Side::A ? a : b; }
    SideOptions &side(Side which) { return which == Side::A ? a : b; }
    [[nodiscard]] bool runs(Side which) const { return which == Side::A ? runA : runB; }
    bool operator==(const Recipe &) const = default;
};

} // namespace dare
