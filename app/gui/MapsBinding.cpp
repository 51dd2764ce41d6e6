#include "app/gui/MapsBinding.h"

#include "app/gui/Background.h"
#include "app/gui/ViewModels.h"
#include "core/runs/MapReader.h"

namespace dare
{

namespace
{

constexpr int kAhead = 2; // places read ahead on either side

MapPlace placeOf(const MapRequest &request)
{
    return {request.step, request.layer, request.head};
}

Result<std::shared_ptr<const PlaceMaps>> readPlace(const std::filesystem::path &path,
                                                   const MapPlace &place)
{
    const auto run = RunFolder::open(path);
    if (!run)
        return tl::unexpected(run.error());
    auto out = std::make_shared<PlaceMaps>();
    for (const Side side : kSides) {
        if (!run->manifest().recipe.runs(side))
            continue;
        MapQuery query;
        query.side = side;
        query.step = place.step;
        query.layer = place.layer;
        query.head = place.head;
        auto maps = readRowMaps(*run, query);
        if (maps)
            out->sides[index(side)] = std::make_shared<const RowMaps>(*std::move(maps));
        else
            out->problem = maps.error();
    }
    if (out->sides[0] || out->sides[1])
        out->problem.reset();
    return std::shared_ptr<const PlaceMaps>(std::move(out));
}

/// The words' maps, summed. Where nothing was reweighted, `after` is the same pointer as `before`:
/// the difference is then zero, bit for bit.
MapSet mapsOf(const PlaceMaps &place, const QStringList &words)
{
    std::vector<std::string> labels;
    for (const QString &word : words)
        labels.push_back(word.toStdString());
    MapSet out;
    for (std::size_t side = 0; side < 2; ++side) {
        const auto &rows = place.sides[side];
        if (!rows)
            continue;
        out.before[side] = rows->sum(rows->before, labels);
        const auto after = rows->after.empty() ? nullptr : rows->sum(rows->after, labels);
        const bool same = !after || after->values == out.before[side]->values;
        out.after[side] = same ? out.before[side] : after;
    }
    return out;
}

QString noteOf(const PlaceMaps &place, const QStringList &words)
{
    if (!place.problem)
        return QObject::tr("%1 was not captured here").arg(words.join(QStringLiteral(" + ")));
    return place.problem->code == ErrorCode::NotFound
               ? QObject::tr("Not captured at this step")
               : QString::fromStdString(place.problem->text());
}

} // namespace

MapsBinding::MapsBinding(ViewModels &models, QObject *parent) : QObject(parent), m_models(models)
{
    m_pool.setMaxThreadCount(1);
    connect(&models.view, &ViewModel::mapsWanted, this, &MapsBinding::want);
}

void MapsBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
    replaced();
}

void MapsBinding::replaced()
{
    ++m_run;
    m_cache.clear();
    m_models.view.askAgain();
}

void MapsBinding::arrived()
{
    m_cache.forgetUnfinished();
    m_models.view.askAgain();
}

void MapsBinding::want(const MapRequest &request)
{
    m_wanted = request;
    m_pending = true;
    if (m_path.empty())
        return;
    if (const auto held = m_cache.find(placeOf(request))) {
        m_pending = false;
        show(*held);
    }
    if (!m_reading)
        readNext();
}

void MapsBinding::show(const PlaceMaps &maps)
{
    for (const Side side : kSides)
        m_models.inspect.setRowMaps(side, maps.sides[index(side)]);
    if (!m_wanted.words.isEmpty()) {
        const MapSet set = mapsOf(maps, m_wanted.words);
        if (set.empty()) {
            m_models.view.setMapNote(noteOf(maps, m_wanted.words));
        } else {
            m_models.view.setMapNote({});
            m_models.view.setMaps(set);
        }
    }
    Q_EMIT answered();
}

/// Around the place on screen, along the axis that is scrubbed, nearest first.
std::optional<MapPlace> MapsBinding::neighbour() const
{
    const ViewModel &view = m_models.view;
    const MapPlace here = placeOf(m_wanted);
    // Places that push one another out would be read over and over.
    if (view.run().running || !m_cache.hasRoomFor(2 * kAhead + 1, here))
        return std::nullopt;
    for (int away = 1; away <= kAhead; ++away) {
        for (const int by : {away, -away}) {
            MapPlace place = here;
            int *index = view.axis() == ScrubAxis::Step    ? &place.step
                         : view.axis() == ScrubAxis::Layer ? &place.layer
                         : view.axis() == ScrubAxis::Head  ? &place.head
                                                           : nullptr;
            if (index == nullptr)
                return std::nullopt;
            *index = std::max(*index, 0) + by;
            if (*index >= 0 && *index < view.axisCount() && !m_cache.holds(place))
                return place;
        }
    }
    return std::nullopt;
}

void MapsBinding::readNext()
{
    if (m_path.empty())
        return;
    const auto place = m_pending ? std::optional(placeOf(m_wanted)) : neighbour();
    if (!place)
        return;
    m_reading = true;
    inBackground(
        m_pool, this, [path = m_path, place = *place] { return readPlace(path, place); },
        [this, run = m_run, place = *place](const Result<std::shared_ptr<const PlaceMaps>> &read) {
            m_reading = false;
            if (run == m_run) {
                auto failed = std::make_shared<PlaceMaps>();
                if (!read)
                    failed->problem = read.error();
                m_cache.insert(place, read ? *read : failed);
                // A repeat of the same wish (new steps of a run) must not starve the picture.
                if (m_pending && place == placeOf(m_wanted)) {
                    m_pending = false;
                    show(read ? **read : *failed);
                }
            }
            if (!m_reading)
                readNext();
        });
}

} // namespace dare
