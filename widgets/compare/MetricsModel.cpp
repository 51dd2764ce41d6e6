#include "widgets/compare/MetricsModel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dare
{

namespace
{

constexpr float kGap = std::numeric_limits<float>::quiet_NaN();

std::size_t at(Metric metric)
{
    return static_cast<std::size_t>(metric);
}

bool worse(Metric metric, double value, double than)
{
    return metric == Metric::Attention ? value > than : value < than;
}

} // namespace

QString nameOf(Metric metric)
{
    switch (metric) {
    case Metric::Psnr:
        return QObject::tr("PSNR");
    case Metric::Ssim:
        return QObject::tr("SSIM");
    case Metric::Attention:
        break;
    }
    return QObject::tr("Attention Δ");
}

void MetricsModel::reset(int frames)
{
    for (auto &values : m_values)
        values.assign(static_cast<std::size_t>(std::max(0, frames)), kGap);
    publish();
}

void MetricsModel::setRemark(Metric metric, const QString &remark)
{
    if (m_remarks[at(metric)] == remark)
        return;
    m_remarks[at(metric)] = remark;
    publish();
}

QString MetricsModel::remark(Metric metric) const
{
    return m_remarks[at(metric)];
}

void MetricsModel::setWord(const QString &word)
{
    if (m_word == word)
        return;
    m_word = word;
    publish();
}

void MetricsModel::put(int frame, Metric metric, double value)
{
    auto &values = m_values[at(metric)];
    if (frame >= 0 && frame < static_cast<int>(values.size()))
        values[static_cast<std::size_t>(frame)] = static_cast<float>(value);
}

void MetricsModel::publish()
{
    Q_EMIT changed();
}

const std::vector<float> &MetricsModel::values(Metric metric) const
{
    return m_values[at(metric)];
}

QString MetricsModel::textOf(Metric metric, double value) const
{
    if (std::isnan(value))
        return QStringLiteral("–");
    if (std::isinf(value))
        return tr("identical");
    if (metric == Metric::Psnr)
        return QString::number(value, 'f', 1) + QStringLiteral(" dB");
    if (metric == Metric::Ssim)
        return QString::number(value, 'f', 3);
    return QString::number(value, 'g', 2);
}

QString MetricsModel::valueText(Metric metric, int frame) const
{
    const auto &values = m_values[at(metric)];
    if (frame < 0 || frame >= static_cast<int>(values.size()))
        return QStringLiteral("–");
    return textOf(metric, static_cast<double>(values[static_cast<std::size_t>(frame)]));
}

MetricsModel::Stats MetricsModel::stats(Metric metric, int first, int last) const
{
    Stats out;
    const auto &values = m_values[at(metric)];
    last = std::min(last, static_cast<int>(values.size()) - 1);
    double sum = 0.0;
    int count = 0;
    for (int frame = std::max(0, first); frame <= last; ++frame) {
        const auto value = static_cast<double>(values[static_cast<std::size_t>(frame)]);
        if (std::isnan(value))
            continue;
        if (std::isinf(value)) {
            ++out.identical;
            continue;
        }
        sum += value;
        ++count;
        if (out.at < 0 || worse(metric, value, out.worst)) {
            out.worst = value;
            out.at = frame;
        }
    }
    out.mean = count > 0 ? sum / count : 0.0;
    return out;
}

int MetricsModel::worstFrame() const
{
    const Stats psnr = stats(Metric::Psnr, 0, frames() - 1);
    return psnr.at >= 0 ? psnr.at : stats(Metric::Attention, 0, frames() - 1).at;
}

int MetricsModel::nextExtreme(int frame, int direction) const
{
    const auto &values = m_values[at(Metric::Psnr)];
    const int count = static_cast<int>(values.size());
    const auto value = [&](int i) {
        // Gaps and ends do not hide an extreme beside them.
        if (i < 0 || i >= count || std::isnan(values[static_cast<std::size_t>(i)]))
            return std::numeric_limits<float>::infinity();
        return values[static_cast<std::size_t>(i)];
    };
    for (int i = frame + direction; i >= 0 && i < count; i += direction) {
        if (std::isfinite(value(i)) && value(i) < value(i - 1) && value(i) <= value(i + 1))
            return i;
    }
    return -1;
}

void MetricsModel::setRange(int first, int last)
{
    if (first == m_first && last == m_last)
        return;
    m_first = first;
    m_last = last;
    publish();
}

int MetricsModel::first() const
{
    return std::clamp(m_first, 0, std::max(0, frames() - 1));
}

int MetricsModel::last() const
{
    const int end = std::max(0, frames() - 1);
    return m_last < 0 ? end : std::clamp(m_last, first(), end);
}

} // namespace dare
