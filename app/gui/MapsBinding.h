#pragma once

#include "app/gui/RowMapCache.h"
#include "core/runs/RunFolder.h"
#include "widgets/viewer/ViewModel.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <memory>

namespace dare
{

struct ViewModels;

/// Brings the maps the views want from the run on screen. Places looked at before come from memory
/// at once; others are read on a worker, and the old picture stays until they are there. While one
/// place is read only the newest of the wishes that follow is kept. With nothing to read, the
/// neighbours on the scrub axis are read ahead.
class MapsBinding : public QObject
{
    Q_OBJECT

public:
    explicit MapsBinding(ViewModels &models, QObject *parent = nullptr);

    /// The run whose maps are wanted from now on; an empty path stops.
    void setRun(const std::filesystem::path &path);
    /// More steps of this run are on disk: what is on screen is asked for again.
    void arrived();
    /// Maps of this run were replaced: nothing read before holds.
    void replaced();
    [[nodiscard]] const RowMapCache &cache() const { return m_cache; }

Q_SIGNALS:
    /// Maps, or the reason why there are none, are in the view.
    void answered();

private:
    void want(const MapRequest &request);
    void show(const PlaceMaps &maps);
    void readNext();
    [[nodiscard]] std::optional<MapPlace> neighbour() const;

    ViewModels &m_models;
    std::filesystem::path m_path;
    MapRequest m_wanted;
    RowMapCache m_cache;
    bool m_pending = false; ///< m_wanted is not on screen yet
    bool m_reading = false;
    int m_run = 0; ///< what is read for an older one is dropped
    QThreadPool m_pool;
};

} // namespace dare
