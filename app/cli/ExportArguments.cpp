#include "app/cli/ExportArguments.h"

#include "app/cli/Values.h"

#include <charconv>
#include <filesystem>

namespace dare::cli
{
namespace
{

constexpr double kMaxFps = 240.0;
constexpr int kMaxShift = 100'000;

Result<void> readPanes(const ExportArguments &arguments, ExportPlan &plan)
{
    plan.panes.clear();
    if (arguments.panes.empty()) {
        const ExportPane first = arguments.word.empty() ? ExportPane::Video : ExportPane::Map;
        plan.panes = {first};
        if (plan.layout == ExportLayout::TwoByTwo)
            plan.panes = {ExportPane::Video, ExportPane::Map};
        if (plan.layout == ExportLayout::OneByThree)
            plan.panes = {ExportPane::Video,
                          arguments.word.empty() ? ExportPane::Difference : ExportPane::Diff};
        if (plan.layout == ExportLayout::One)
            plan.panes = {ExportPane::Wipe};
        return {};
    }
    for (const std::string &text : splitList(arguments.panes)) {
        const auto pane = oneOf<ExportPane>("--panes", text, exports::kPanes);
        if (!pane)
            return tl::unexpected(pane.error());
        plan.panes.push_back(*pane);
    }
    return {};
}

Result<void> readLayout(const ExportArguments &arguments, ExportPlan &plan)
{
    // Names people try first; wipe is one pane that wipes.
    std::string layout = arguments.layout;
    if (layout == "pair")
        layout = "1x2";
    if (layout == "2x2")
        layout = "grid2x2";
    const bool wipe = layout == "wipe";
    const auto chosen = oneOf<ExportLayout>("--layout", wipe ? "1x1" : layout, exports::kLayouts);
    if (!chosen)
        return failure(chosen.error().code,
                       chosen.error().message + "; pair, 2x2, wipe and maps are taken, too",
                       chosen.error().context);
    plan.layout = *chosen;
    if (Result<void> panes = readPanes(arguments, plan); !panes)
        return panes;
    if (wipe)
        plan.panes = {ExportPane::Wipe};
    return {};
}

Result<void> readLook(const ExportArguments &arguments, ExportPlan &plan)
{
    const auto channels = oneOf<DiffChannels>("--channels", arguments.channels, exports::kChannels);
    const auto style = oneOf<MapStyle>("--style", arguments.style, exports::kStyles);
    const auto map = oneOf<ColorMapName>("--color-map", arguments.colorMap, exports::kColorMaps);
    if (!channels)
        return tl::unexpected(channels.error());
    if (!style)
        return tl::unexpected(style.error());
    if (!map)
        return tl::unexpected(map.error());
    plan.look.channels = *channels;
    plan.style = *style;
    plan.colorMap = *map;
    plan.look.wipePos = static_cast<float>(arguments.wipePos);
    plan.look.wipeAngle = static_cast<float>(arguments.wipeAngle);
    plan.look.wipeMoves = arguments.wipeMoves;
    plan.look.mix = static_cast<float>(arguments.mix);
    plan.look.gain = static_cast<float>(arguments.gain);
    return {};
}

Result<void> readLabels(const std::string &labels, ExportPlan &plan)
{
    plan.labelSide = plan.labelSettings = plan.labelPrompt = false;
    if (labels == "none")
        return {};
    for (const std::string &label : splitList(labels)) {
        if (label != "side" && label != "settings" && label != "prompt")
            return failure(ErrorCode::InvalidArgument,
                           "is none, or a list of side, settings and prompt", "--labels");
        plan.labelSide = plan.labelSide || label == "side";
        plan.labelSettings = plan.labelSettings || label == "settings";
        plan.labelPrompt = plan.labelPrompt || label == "prompt";
    }
    return {};
}

/// "13-73" or "13-", from 1.
Result<void> readFrames(const std::string &text, ExportPlan &plan)
{
    if (text.empty())
        return {};
    const auto wrong = [&] {
        return failure(ErrorCode::InvalidArgument,
                       "is FIRST-LAST or FIRST-, from 1, not \"" + text + "\"", "--frames");
    };
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos)
        return wrong();
    const auto number = [](const char *from, const char *to, int &value) {
        const auto [end, error] = std::from_chars(from, to, value);
        return error == std::errc() && end == to && value >= 1;
    };
    int first = 1;
    int last = 0;
    if (!number(text.data(), text.data() + dash, first))
        return wrong();
    if (dash + 1 < text.size() && !number(text.data() + dash + 1, text.data() + text.size(), last))
        return wrong();
    plan.first = first - 1;
    plan.last = last - 1;
    return {};
}

Result<void> readCodec(const ExportArguments &arguments, ExportPlan &plan)
{
    if (!arguments.codec.empty()) {
        const auto codec = oneOf<ExportCodec>("--codec", arguments.codec, exports::kCodecs);
        if (!codec)
            return tl::unexpected(codec.error());
        plan.codec = *codec;
        return {};
    }
    std::error_code ignored;
    const std::string end = std::filesystem::path(arguments.out).extension().string();
    plan.codec =
        arguments.out.ends_with('/') || std::filesystem::is_directory(arguments.out, ignored)
            ? ExportCodec::Png
        : end == ".mkv" ? ExportCodec::Ffv1
        : end == ".gif" ? ExportCodec::Gif
                        : ExportCodec::H264;
    return {};
}

void readSides(const ExportArguments &arguments, bool hasA, bool hasB, ExportPlan &plan)
{
    plan.a = arguments.a;
    plan.b = arguments.b;
    if (plan.a.empty() && !arguments.run.empty())
        plan.a = arguments.run + (hasA ? ":a" : ":b");
    if (plan.b.empty() && !arguments.run.empty() && hasA && hasB && arguments.a.empty())
        plan.b = arguments.run + ":b";
    plan.mapSide = arguments.side == "a" ? Side::A : Side::B;
}

} // namespace

void addExportOptions(CLI::App &command, ExportArguments &arguments)
{
    const auto text = [&command](const char *name, std::string &value, const char *help,
                                 const char *type) {
        return command.add_option(name, value, help)->type_name(type);
    };
    command.add_option("RUN", arguments.run, "Run folder, or name --a and --b");
    text("--a", arguments.a, "Source A: RUN:a, RUN:b, a video or a folder of pictures", "SOURCE");
    text("--b", arguments.b, "Source B (default: side b of RUN)", "SOURCE");
    text("--layout", arguments.layout,
         "pair or 1x2, grid2x2, 1x3, wipe, 1x1; maps: the pair with a row of maps below", "L")
        ->capture_default_str();
    text("--panes", arguments.panes,
         "Comma list of video, map (two panes each), before, after, diff, wipe, overlay, "
         "difference, signed",
         "LIST");
    text("--word", arguments.word, "Word whose map is drawn", "W");
    text("--side", arguments.side, "Side of before, after and diff (default: b)", "a|b")
        ->check(CLI::IsMember({"a", "b"}));
    text("--style", arguments.style, "Maps: overlay, map, cells", "S")->capture_default_str();
    text("--color-map", arguments.colorMap, "inferno, viridis, magma, cividis, grey", "M")
        ->capture_default_str();
    command.add_option("--wipe-pos", arguments.wipePos, "Share of the picture that shows A")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command.add_option("--wipe-angle", arguments.wipeAngle, "Degrees; 0: upright, A on the left")
        ->check(CLI::Range(0.0, 180.0))
        ->capture_default_str();
    command.add_flag("--wipe-moves", arguments.wipeMoves, "The line walks over the clip and back");
    command.add_option("--mix", arguments.mix, "Overlay: share of B")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command.add_option("--gain", arguments.gain, "Difference and signed")
        ->check(CLI::Range(1.0, 32.0))
        ->capture_default_str();
    text("--channels", arguments.channels, "Difference: rgb, luma, chroma", "C")
        ->capture_default_str();
    text("--labels", arguments.labels, "side, settings, prompt, or none", "LIST")
        ->capture_default_str();
    text("--strip", arguments.strip, "Metric below: none, psnr, ssim, attention", "M")
        ->capture_default_str();
    command.add_option("--shift", arguments.shift, "Frames that A is ahead of B (default: 0)")
        ->check(CLI::Range(-kMaxShift, kMaxShift));
    text("--frames", arguments.frames, "Frames from 1 (default: all)", "FIRST-LAST");
    text("--codec", arguments.codec, "h264, h265, ffv1, png, gif (default: by --out)", "C");
    command.add_option("--crf", arguments.crf, "Quality of h264 and h265, less is better")
        ->check(CLI::Range(0, 51))
        ->capture_default_str();
    text("--fps", arguments.fps, "Frames a second (default: those of A)", "N");
    text("--size", arguments.size, "enlarged, 1:1, half, 1080p", "S")->capture_default_str();
    command.add_flag("--no-tag", arguments.noTag, "No recipe inside the file");
    command.add_flag("--no-sidecar", arguments.noSidecar, "No recipe in a .json beside it");
    text("--out", arguments.out, "Video, or folder for numbered PNGs", "FILE|DIR/")->required();
    command.add_flag("--json", arguments.json, "One JSON document on stdout");
}

Result<ExportPlan> planOf(const ExportArguments &arguments, bool hasA, bool hasB)
{
    ExportPlan plan;
    readSides(arguments, hasA, hasB, plan);
    plan.word = arguments.word;
    plan.shift = arguments.shift;
    plan.crf = arguments.crf;
    plan.tag = !arguments.noTag;
    plan.sidecar = !arguments.noSidecar;
    plan.path = arguments.out;
    const auto strip = oneOf<ExportMetric>("--strip", arguments.strip, exports::kMetrics);
    const auto size = oneOf<ExportSize>("--size", arguments.size, exports::kSizes);
    if (!strip)
        return tl::unexpected(strip.error());
    if (!size)
        return tl::unexpected(size.error());
    plan.strip = *strip;
    plan.size = *size;
    if (!arguments.fps.empty()) {
        const Result<double> fps = parseReal("--fps", arguments.fps, 1.0, kMaxFps);
        if (!fps)
            return tl::unexpected(fps.error());
        plan.fps = *fps;
    }
    const Result<void> rest = readLayout(arguments, plan)
                                  .and_then([&] { return readLook(arguments, plan); })
                                  .and_then([&] { return readLabels(arguments.labels, plan); })
                                  .and_then([&] { return readFrames(arguments.frames, plan); })
                                  .and_then([&] { return readCodec(arguments, plan); });
    if (!rest)
        return tl::unexpected(rest.error());
    return plan;
}

} // namespace dare::cli
