#include "core/media/ExportView.h"

#include "core/media/FrameMetrics.h"
#include "core/runs/ExportedRecipes.h"
#include "core/runs/MapReader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>

namespace dare
{
namespace
{

bool needsMaps(const ExportPlan &plan)
{
    return plan.strip == ExportMetric::Attention ||
           std::any_of(plan.panes.begin(), plan.panes.end(), isAttention);
}

bool needsPair(const ExportPlan &plan)
{
    return plan.strip != ExportMetric::None ||
           std::any_of(plan.panes.begin(), plan.panes.end(), isComparing);
}

std::vector<std::string> wordsOf(const std::string &text)
{
    constexpr std::string_view kPlus = " + ";
    std::vector<std::string> out;
    std::size_t from = 0;
    for (std::size_t at = text.find(kPlus); at != std::string::npos; at = text.find(kPlus, from)) {
        out.push_back(text.substr(from, at - from));
        from = at + kPlus.size();
    }
    out.push_back(text.substr(from));
    return out;
}

std::string settingsText(const Recipe &recipe)
{
    return fmt::format("seed {} \u00b7 {} steps \u00b7 {} \u00b7 {}", recipe.seed, recipe.steps,
                       name(recipe.sampler),
                       recipe.model.empty()
                           ? std::string("embedded model")
                           : std::filesystem::path(recipe.model).filename().string());
}

/// One line, or one a side where they differ.
template <typename Text> std::string captionOf(const ExportedRecipes &recipes, Text text)
{
    const std::string ofB = text(recipes.recipe);
    if (!recipes.other || text(*recipes.other) == ofB)
        return ofB;
    return "A: " + text(*recipes.other) + "\nB: " + ofB;
}

/// Fills panes one after another and reads what they show.
class ViewBuilder
{
public:
    ViewBuilder(const ExportPlan &plan, const ExportSources &sources)
        : m_plan(plan), m_sources(sources)
    {
    }
    Result<ExportView> build();

private:
    [[nodiscard]] const SourceClip &source(int index) const
    {
        return index == 1 && m_sources.b ? *m_sources.b : m_sources.a;
    }
    [[nodiscard]] int mapSource() const { return m_plan.mapSide == Side::B && m_sources.b ? 1 : 0; }
    Result<std::shared_ptr<const HeatMap>> map(int index, MapWhen when) const;
    Result<void> addKind(ExportPane kind);
    Result<void> addVideo(int index, bool overlay);
    Result<void> addMap(MapWhen when);
    void addCompare(ExportPane kind);
    Result<void> addStrip();
    void describe();
    void setRanges();

    const ExportPlan &m_plan;
    const ExportSources &m_sources;
    ExportView m_view;
};

Result<std::shared_ptr<const HeatMap>> ViewBuilder::map(int index, MapWhen when) const
{
    const SourceClip &from = source(index);
    if (!from.run || !from.name.side)
        return failure(ErrorCode::InvalidArgument,
                       "holds no attention maps: choose a run, or panes of video alone",
                       from.name.text());
    MapQuery query;
    query.side = *from.name.side;
    query.when = when;
    query.words = wordsOf(m_plan.word);
    Result<HeatMap> read = readMap(*from.run, query);
    if (!read)
        return tl::unexpected(read.error());
    return std::make_shared<const HeatMap>(std::move(*read));
}

Result<void> ViewBuilder::addVideo(int index, bool overlay)
{
    ViewPane pane;
    pane.source = index;
    pane.overlay = overlay;
    PaneContent content;
    content.clip = source(index).clip;
    if (overlay) {
        pane.title = "attention: " + m_plan.word;
        auto read = map(index, MapWhen::After);
        if (!read)
            return tl::unexpected(read.error());
        content.map = std::move(*read);
    }
    if (content.clip->fps != m_sources.a.clip->fps)
        pane.caption = fmt::format("{:.4g} fps, frame by frame", content.clip->fps);
    m_view.spec.panes.push_back(std::move(pane));
    m_view.contents.push_back(std::move(content));
    return {};
}

Result<void> ViewBuilder::addMap(MapWhen when)
{
    ViewPane pane;
    pane.kind = when == MapWhen::Difference ? ViewPane::Kind::SignedMap : ViewPane::Kind::Map;
    pane.source = mapSource();
    pane.when = when;
    pane.title = when == MapWhen::Before  ? "before"
                 : when == MapWhen::After ? "after"
                                          : "after \u2212 before";
    pane.caption = when == MapWhen::Before  ? "softmax(z)"
                   : when == MapWhen::After ? "softmax(z + ln w)"
                                            : "";
    auto read = map(pane.source, when);
    if (!read)
        return tl::unexpected(read.error());
    m_view.spec.panes.push_back(std::move(pane));
    // The clip is not drawn: it gives the pane its size and its frames.
    m_view.contents.push_back({source(mapSource()).clip, std::move(*read), nullptr});
    return {};
}

void ViewBuilder::addCompare(ExportPane kind)
{
    ViewPane pane;
    pane.kind = ViewPane::Kind::Compare;
    pane.source = 0;
    pane.other = 1;
    pane.compare = m_plan.look;
    const int gain = static_cast<int>(std::lround(m_plan.look.gain));
    switch (kind) {
    case ExportPane::Wipe:
        pane.compare.mode = CompareMode::Wipe;
        break;
    case ExportPane::Overlay:
        pane.compare.mode = CompareMode::Overlay;
        pane.title = fmt::format("B {} %", std::lround(100.0F * m_plan.look.mix));
        break;
    case ExportPane::Difference:
        pane.compare.mode = CompareMode::Difference;
        pane.title = fmt::format("|B \u2212 A| \u00d7{}{}", gain,
                                 m_plan.look.channels == DiffChannels::Rgb
                                     ? std::string()
                                     : fmt::format(" {}", name(m_plan.look.channels)));
        break;
    default:
        pane.compare.mode = CompareMode::Signed;
        pane.title = "luma B \u2212 A";
        break;
    }
    m_view.spec.panes.push_back(std::move(pane));
    m_view.contents.push_back({source(0).clip, nullptr, source(1).clip});
}

Result<void> ViewBuilder::addKind(ExportPane kind)
{
    if (isComparing(kind)) {
        addCompare(kind);
        return {};
    }
    switch (kind) {
    case ExportPane::Before:
        return addMap(MapWhen::Before);
    case ExportPane::After:
        return addMap(MapWhen::After);
    case ExportPane::Diff:
        return addMap(MapWhen::Difference);
    default:
        break;
    }
    const bool overlay = kind == ExportPane::Map;
    Result<void> added = addVideo(0, overlay);
    return added && m_sources.b ? addVideo(1, overlay) : added;
}

Result<void> ViewBuilder::addStrip()
{
    if (m_plan.strip == ExportMetric::None)
        return {};
    const Clip &a = *source(0).clip;
    const Clip &b = *source(1).clip;
    MetricStrip &strip = m_view.composing.strip;
    std::shared_ptr<const HeatMap> one;
    std::shared_ptr<const HeatMap> two;
    if (m_plan.strip == ExportMetric::Attention) {
        auto readA = map(0, MapWhen::After);
        auto readB = map(1, MapWhen::After);
        if (!readA || !readB)
            return tl::unexpected(readA ? readB.error() : readA.error());
        one = std::move(*readA);
        two = std::move(*readB);
    }
    for (int frame = 0; frame < m_view.frames; ++frame) {
        const FramesAt shown(sourceFrame(m_view.spec, 0, frame, m_view.frames),
                             sourceFrame(m_view.spec, 1, frame, m_view.frames));
        const double value = m_plan.strip == ExportMetric::Psnr ? psnrOf(a, b, shown)
                             : m_plan.strip == ExportMetric::Ssim
                                 ? ssimOf(a, b, shown)
                                 : attentionDeltaOf(*one, *two, shown, {a.frames, b.frames});
        strip.values.push_back(static_cast<float>(value));
    }
    strip.name = m_plan.strip == ExportMetric::Psnr   ? "PSNR A to B"
                 : m_plan.strip == ExportMetric::Ssim ? "SSIM A to B"
                                                      : "attention \u0394: " + m_plan.word;
    strip.unit = m_plan.strip == ExportMetric::Psnr ? " dB" : "";
    strip.decimals = m_plan.strip == ExportMetric::Psnr ? 1 : 3;
    return {};
}

/// The recipes that go into the file, and the lines under the picture.
void ViewBuilder::describe()
{
    const SourceClip &named = m_sources.b && m_sources.b->recipe ? *m_sources.b : m_sources.a;
    if (!named.recipe)
        return;
    const Recipe &recipe = *named.recipe;
    ExportedRecipes recipes{recipe, std::nullopt};
    if (m_sources.a.recipe && !(*m_sources.a.recipe == recipe))
        recipes.other = m_sources.a.recipe;
    m_view.recipeJson = exportedRecipesToJson(recipes);
    m_view.spec.prompt = captionOf(recipes, [](const Recipe &each) { return each.prompt; });
    if (m_plan.labelSettings)
        m_view.spec.prompt += '\n' + captionOf(recipes, settingsText);
}

void ViewBuilder::setRanges()
{
    std::vector<std::shared_ptr<const HeatMap>> mass;
    std::vector<std::shared_ptr<const HeatMap>> differences;
    for (std::size_t i = 0; i < m_view.contents.size(); ++i) {
        const bool isSigned = m_view.spec.panes[i].kind == ViewPane::Kind::SignedMap;
        (isSigned ? differences : mass).push_back(m_view.contents[i].map);
    }
    m_view.spec.scaleMax = sharedScale(mass);
    m_view.spec.diffMax = sharedScale(differences);
}

Result<ExportView> ViewBuilder::build()
{
    ViewSpec &spec = m_view.spec;
    spec.word = m_plan.word;
    spec.style = m_plan.style;
    spec.colorMap = m_plan.colorMap;
    spec.labels = m_plan.labelSide || m_plan.labelSettings || m_plan.labelPrompt;
    spec.showSides = m_plan.labelSide;
    spec.showSettings = m_plan.labelSettings;
    spec.showPrompt = m_plan.labelPrompt;
    spec.columns = m_plan.layout == ExportLayout::TwoByTwo ? 2 : cellsOf(m_plan.layout);
    for (int i = 0; i < (m_sources.b ? 2 : 1); ++i) {
        const SourceClip &from = source(i);
        spec.sources.push_back(
            {i == 0 ? Side::A : Side::B, from.name.text(), from.preset, from.settings});
        m_view.frames = std::max(m_view.frames, from.clip->frames);
    }
    if (m_plan.shift != 0 && m_sources.b)
        spec.shifts = {m_plan.shift, 0};
    for (const ExportPane kind : m_plan.panes) {
        if (Result<void> added = addKind(kind); !added)
            return tl::unexpected(added.error());
    }
    if (Result<void> added = addStrip(); !added)
        return tl::unexpected(added.error());
    setRanges();
    describe();
    m_view.composing.size = m_plan.size;
    m_view.fps = m_plan.fps > 0.0 ? m_plan.fps : m_sources.a.clip->fps;
    m_view.first = std::clamp(m_plan.first, 0, m_view.frames - 1);
    m_view.last = m_plan.last < 0 ? m_view.frames - 1
                                  : std::clamp(m_plan.last, m_view.first, m_view.frames - 1);
    return std::move(m_view);
}

} // namespace

Result<void> checkPlan(const ExportPlan &plan)
{
    constexpr double kMaxFps = 240.0;
    int cells = 0;
    for (const ExportPane pane : plan.panes)
        cells += plan.b.empty() && cellsOf(pane) == 2 ? 1 : cellsOf(pane);
    const int wanted = cellsOf(plan.layout);
    if (cells != wanted && !(plan.b.empty() && cells < wanted && cells > 0))
        return failure(
            ErrorCode::InvalidArgument,
            fmt::format("fill {} panes, the layout {} has {}: `video` and `map` take two "
                        "(A and B), the others one",
                        cells, name(plan.layout), wanted),
            "--panes");
    if (needsMaps(plan) && plan.word.empty())
        return failure(ErrorCode::InvalidArgument, "is needed by panes and strips of attention",
                       "--word");
    if (needsPair(plan) && plan.b.empty())
        return failure(ErrorCode::InvalidArgument,
                       "needs a second source: give one, or a run with both sides", "--b");
    if (plan.fps < 0.0 || plan.fps > kMaxFps || std::isnan(plan.fps))
        return failure(ErrorCode::InvalidArgument, "must lie between 1 and 240", "--fps");
    if (plan.crf < 0 || plan.crf > 51)
        return failure(ErrorCode::InvalidArgument, "must lie between 0 and 51", "--crf");
    if (plan.first < 0 || (plan.last >= 0 && plan.last < plan.first))
        return failure(ErrorCode::InvalidArgument, "must be FIRST-LAST with FIRST <= LAST, from 1",
                       "--frames");
    return {};
}

Result<ExportSources> readSources(const ExportPlan &plan, ClipCache &cache)
{
    // Decoding one file does not fill the processor, and the same file twice comes from memory.
    auto other =
        std::async(plan.b == plan.a || plan.b.empty() ? std::launch::deferred : std::launch::async,
                   [&] { return cache.read(sourceName(plan.b)); });
    Result<SourceClip> a = cache.read(sourceName(plan.a));
    if (!a)
        return tl::unexpected(a.error());
    ExportSources out{std::move(*a), std::nullopt};
    if (plan.b.empty())
        return out;
    Result<SourceClip> b = other.get();
    if (!b)
        return tl::unexpected(b.error());
    out.b = std::move(*b);
    return out;
}

Result<ExportView> exportView(const ExportPlan &plan, const ExportSources &sources)
{
    if (Result<void> checked = checkPlan(plan); !checked)
        return tl::unexpected(checked.error());
    return ViewBuilder(plan, sources).build();
}

} // namespace dare
