#include "app/gui/MetricsBinding.h"

#include "app/gui/Background.h"
#include "core/media/FrameMetrics.h"
#include "core/media/SourceClip.h"
#include "core/runs/MapReader.h"
#include "core/types/CompareShade.h"
#include "widgets/compare/MetricsModel.h"
#include "widgets/viewer/ViewModel.h"

#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>

namespace dare
{

namespace
{

constexpr int kDeliverMs = 100; // lanes fill at 10 Hz

struct FrameValue {
    int frame = 0;
    double psnr = 0.0;
    double ssim = 0.0;
};

struct MapPair {
    std::shared_ptr<const HeatMap> a;
    std::shared_ptr<const HeatMap> b;
};

Result<std::shared_ptr<const HeatMap>> mapOf(const std::string &id, const QStringList &words)
{
    const SourceName name = sourceName(id);
    const auto run = RunFolder::open(name.path);
    if (!run)
        return tl::unexpected(run.error());
    MapQuery query;
    query.side = name.side.value_or(Side::A);
    for (const QString &word : words)
        query.words.push_back(word.toStdString());
    auto map = readMap(*run, query);
    if (!map)
        return tl::unexpected(map.error());
    return std::make_shared<const HeatMap>(*std::move(map));
}

/// @return the region's box of a frame in pixels of the canvas; none where there is no region
std::optional<MetricBox> boxOf(const std::optional<RegionTrack> &region, int frame,
                               const CompareCanvas &canvas)
{
    const auto box = region ? region->at(frame) : std::nullopt;
    if (!box)
        return std::nullopt;
    const auto pixel = [](double share, int size) {
        return std::clamp(static_cast<int>(std::lround(share * size)), 0, size);
    };
    const int left = std::min(pixel(box->left, canvas.width), canvas.width - 1);
    const int top = std::min(pixel(box->top, canvas.height), canvas.height - 1);
    return MetricBox{left, top, std::max(1, pixel(box->right, canvas.width) - left),
                     std::max(1, pixel(box->bottom, canvas.height) - top)};
}

/// @return the region's box of a frame in shares of the picture; none where there is no region
std::optional<std::array<double, 4>> sharesOf(const std::optional<RegionTrack> &region, int frame)
{
    const auto box = region ? region->at(frame) : std::nullopt;
    if (!box)
        return std::nullopt;
    return std::array{box->left, box->top, box->right, box->bottom};
}

} // namespace

struct MetricsBinding::Pair {
    std::shared_ptr<const Clip> a;
    std::shared_ptr<const Clip> b;
    int frames = 0;
    std::optional<RegionTrack> region;
    std::vector<int> left; ///< frames not computed yet
    std::atomic<bool> stop{false};
};

MetricsBinding::MetricsBinding(CompareModel &compare, ViewModel &view, MetricsModel &metrics,
                               QObject *parent)
    : QObject(parent), m_compare(compare), m_view(view), m_metrics(metrics)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setThreadPriority(QThread::LowPriority);
    m_mapPool.setMaxThreadCount(1);
    connect(&compare, &CompareModel::pairChanged, this, &MetricsBinding::restart);
    connect(&view, &ViewModel::selectionChanged, this, &MetricsBinding::readMaps);
}

MetricsBinding::~MetricsBinding()
{
    if (m_pair)
        m_pair->stop = true;
}

void MetricsBinding::setRegion(const RegionTrack &region)
{
    if (region == m_region)
        return;
    m_region = region;
    restart();
}

QString MetricsBinding::noBox() const
{
    return m_region && m_region->empty() ? tr("Draw a region on Inspect (G) to compare within it")
                                         : QString();
}

void MetricsBinding::restart()
{
    if (m_pair)
        m_pair->stop = true;
    ++m_run;
    m_pair = std::make_shared<Pair>();
    const CompareAnswer *a = m_compare.a();
    const CompareAnswer *b = m_compare.b();
    m_pair->a = a != nullptr ? a->clip : nullptr;
    m_pair->b = b != nullptr ? b->clip : nullptr;
    m_pair->region = m_region;
    const bool usable = m_pair->a && m_pair->b && noBox().isEmpty();
    m_pair->frames = usable ? std::max(m_pair->a->frames, m_pair->b->frames) : 0;
    for (int frame = 0; frame < m_pair->frames; ++frame)
        m_pair->left.push_back(frame);
    m_metrics.setRemark(Metric::Psnr, noBox());
    m_metrics.setRemark(Metric::Ssim, noBox());
    m_metrics.reset(m_pair->frames);
    if (!m_working)
        work();
    readMaps();
}

void MetricsBinding::work()
{
    const auto pair = m_pair;
    if (!pair || pair->left.empty())
        return settle();
    m_working = true;
    // Nearest to the playhead first; at equal distance the one ahead.
    const int here = m_view.frame();
    std::sort(pair->left.begin(), pair->left.end(), [here](int one, int two) {
        const int a = std::abs(one - here);
        const int b = std::abs(two - here);
        return a != b ? a < b : one > two;
    });
    inBackground(
        m_pool, this,
        [pair, frames = pair->left]() -> Result<std::vector<FrameValue>> {
            std::vector<FrameValue> out;
            const CompareCanvas canvas = compareCanvas(pair->a.get(), pair->b.get());
            QElapsedTimer clock;
            clock.start();
            for (const int frame : frames) {
                if (pair->stop || (!out.empty() && clock.elapsed() >= kDeliverMs))
                    break;
                const auto box = boxOf(pair->region, frame, canvas);
                out.push_back({frame, psnrOf(*pair->a, *pair->b, frame, box),
                               ssimOf(*pair->a, *pair->b, frame, box)});
            }
            return out;
        },
        [this, pair](const Result<std::vector<FrameValue>> &values) {
            m_working = false;
            if (values && pair == m_pair) {
                for (const FrameValue &value : *values) {
                    m_metrics.put(value.frame, Metric::Psnr, value.psnr);
                    m_metrics.put(value.frame, Metric::Ssim, value.ssim);
                    std::erase(pair->left, value.frame);
                }
                m_metrics.publish();
            }
            if (!values)
                pair->left.clear();
            work();
        });
}

void MetricsBinding::remarkAttention()
{
    const bool runs = sourceName(m_compare.sourceA().toStdString()).side.has_value() &&
                      sourceName(m_compare.sourceB().toStdString()).side.has_value();
    QString remark = noBox();
    if (remark.isEmpty() && !runs)
        remark = tr("Only runs hold attention maps");
    else if (remark.isEmpty() && m_view.selectedWords().isEmpty())
        remark = tr("Select a word on Explore or Inspect to compare its attention");
    m_metrics.setRemark(Metric::Attention, remark);
    m_metrics.setWord(m_view.selectedWords().join(QStringLiteral(" + ")));
}

void MetricsBinding::readMaps()
{
    remarkAttention();
    m_reading = false;
    ++m_run; // an answer under way is to another question
    if (!m_pair || m_pair->frames == 0 || !m_metrics.remark(Metric::Attention).isEmpty())
        return settle();
    m_reading = true;
    const int run = m_run;
    const std::string a = m_compare.sourceA().toStdString();
    const std::string b = m_compare.sourceB().toStdString();
    inBackground(
        m_mapPool, this,
        [a, b, words = m_view.selectedWords()]() -> Result<MapPair> {
            const auto one = mapOf(a, words);
            if (!one)
                return tl::unexpected(one.error());
            const auto two = mapOf(b, words);
            if (!two)
                return tl::unexpected(two.error());
            return MapPair{*one, *two};
        },
        [this, run](const Result<MapPair> &maps) {
            if (run != m_run)
                return;
            m_reading = false;
            if (!maps) {
                m_metrics.setRemark(Metric::Attention,
                                    QString::fromStdString(maps.error().message));
            } else {
                const std::array clipFrames{m_pair->a->frames, m_pair->b->frames};
                for (int frame = 0; frame < m_pair->frames; ++frame)
                    m_metrics.put(frame, Metric::Attention,
                                  attentionDeltaOf(*maps->a, *maps->b, frame, clipFrames,
                                                   sharesOf(m_pair->region, frame)));
                m_metrics.publish();
            }
            settle();
        });
}

void MetricsBinding::settle()
{
    if (!busy())
        Q_EMIT finished();
}

} // namespace dare
