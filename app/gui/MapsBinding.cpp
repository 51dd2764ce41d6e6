#include "app/gui/MapsBinding.h"

#include "app/gui/Background.h"
#include "core/runs/MapReader.h"

namespace dare
{

namespace
{

Result<std::shared_ptr<const HeatMap>> readOne(const RunFolder &run, const MapRequest &request,
                                               Side side, MapWhen when)
{
    MapQuery query;
    query.side = side;
    query.when = when;
    for (const QString &word : request.words)
        query.words.push_back(word.toStdString());
    query.step = request.step;
    query.layer = request.layer;
    query.head = request.head;
    auto map = readMap(run, query);
    if (!map)
        return tl::unexpected(map.error());
    return std::make_shared<const HeatMap>(*std::move(map));
}

Result<MapSet> readMaps(const std::filesystem::path &path, const MapRequest &request)
{
    const auto run = RunFolder::open(path);
    if (!run)
        return tl::unexpected(run.error());
    MapSet out;
    std::optional<Error> problem;
    for (const Side side : kSides) {
        if (!run->manifest().recipe.runs(side))
            continue;
        auto before = readOne(*run, request, side, MapWhen::Before);
        auto after = readOne(*run, request, side, MapWhen::After);
        if (!before || !after) {
            problem = before ? after.error() : before.error();
            continue;
        }
        out.before[index(side)] = *before;
        // One map where nothing was reweighted: the difference is then zero, bit for bit.
        const bool same = (*before)->values == (*after)->values;
        out.after[index(side)] = same ? *before : *after;
    }
    if (out.empty() && problem)
        return tl::unexpected(*problem);
    return out;
}

} // namespace

MapsBinding::MapsBinding(ViewModel &view, QObject *parent) : QObject(parent), m_view(view)
{
    m_pool.setMaxThreadCount(1);
    connect(&view, &ViewModel::mapsWanted, this, &MapsBinding::want);
}

void MapsBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
    ++m_run;
    m_view.askAgain();
}

void MapsBinding::arrived()
{
    m_view.askAgain();
}

void MapsBinding::want(const MapRequest &request)
{
    m_wanted = request;
    m_pending = true;
    if (!m_reading)
        read();
}

void MapsBinding::read()
{
    if (m_path.empty() || m_wanted.words.isEmpty()) {
        m_pending = false;
        return;
    }
    m_pending = false;
    m_reading = true;
    const int run = m_run;
    inBackground(
        m_pool, this, [path = m_path, request = m_wanted] { return readMaps(path, request); },
        [this, run, request = m_wanted](const Result<MapSet> &maps) {
            m_reading = false;
            // A repeat of the same request (new steps of a run) must not starve the picture.
            if (run == m_run && (!m_pending || m_wanted == request)) {
                if (maps) {
                    m_view.setMapNote({});
                    m_view.setMaps(*maps);
                } else {
                    m_view.setMapNote(maps.error().code == ErrorCode::NotFound
                                          ? tr("Not captured at this step")
                                          : QString::fromStdString(maps.error().text()));
                }
                Q_EMIT answered();
            }
            if (m_pending)
                read();
        });
}

} // namespace dare
