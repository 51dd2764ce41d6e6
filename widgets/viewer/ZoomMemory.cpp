#include "widgets/viewer/ZoomMemory.h"

#include "widgets/viewer/PaneLayout.h"
#include "widgets/viewer/ViewModel.h"

#include <QRegularExpression>

namespace dare
{

namespace
{

constexpr double kMostZoom = 1024.0;

} // namespace

ZoomMemory::ZoomMemory(ViewModel &view, QObject *parent) : QObject(parent), m_view(view)
{
    connect(&view, &ViewModel::contentChanged, this, &ZoomMemory::followClip);
    connect(&view, &ViewModel::zoomChanged, this, &ZoomMemory::keep);
}

void ZoomMemory::followClip()
{
    const QSize size = clipSizeOf(m_view.contents());
    if (size.isEmpty() || size == m_size)
        return;
    m_size = size;
    const auto known = m_zooms.find({size.width(), size.height()});
    // Panning is in pixels of the clip that was there before: the new one starts centred.
    m_view.setView(known == m_zooms.end() ? 0.0 : known->second, 0.0, 0.0);
}

void ZoomMemory::keep()
{
    if (m_size.isEmpty())
        return;
    const std::pair key{m_size.width(), m_size.height()};
    if (m_view.zoom() > 0.0)
        m_zooms[key] = m_view.zoom();
    else
        m_zooms.erase(key);
    if (m_zooms.size() > kMostSizes)
        m_zooms.erase(m_zooms.begin()->first == key ? std::next(m_zooms.begin()) : m_zooms.begin());
}

QStringList ZoomMemory::lines() const
{
    QStringList out;
    for (const auto &[size, zoom] : m_zooms)
        out << QStringLiteral("%1x%2=%3").arg(size.first).arg(size.second).arg(zoom, 0, 'g', 17);
    return out;
}

void ZoomMemory::setLines(const QStringList &lines)
{
    const QRegularExpression form(QStringLiteral("^(\\d{1,6})x(\\d{1,6})=([0-9.eE+-]+)$"));
    m_zooms.clear();
    for (const QString &line : lines) {
        const auto match = form.match(line);
        const double zoom = match.captured(3).toDouble();
        if (match.hasMatch() && zoom > 0.0 && zoom <= kMostZoom && m_zooms.size() < kMostSizes)
            m_zooms[{match.captured(1).toInt(), match.captured(2).toInt()}] = zoom;
    }
}

} // namespace dare
