#pragma once

#include "core/runs/RunFolder.h"
#include "widgets/viewer/ViewModel.h"

#include <QObject>
#include <QThreadPool>

#include <memory>

namespace dare
{

/// Reads the maps the views want from the run on screen, on a worker. While one request is read,
/// only the newest of those that follow is kept; the old picture stays until the answer comes.
class MapsBinding : public QObject
{
    Q_OBJECT

public:
    explicit MapsBinding(ViewModel &view, QObject *parent = nullptr);

    /// The run whose maps are wanted from now on; an empty path stops.
    void setRun(const std::filesystem::path &path);
    /// More steps of this run are on disk: what is on screen is asked for again.
    void arrived();

Q_SIGNALS:
    /// Maps, or the reason why there are none, are in the view.
    void answered();

private:
    void want(const MapRequest &request);
    void read();

    ViewModel &m_view;
    std::filesystem::path m_path;
    MapRequest m_wanted;
    bool m_pending = false; ///< m_wanted was not read yet
    bool m_reading = false;
    int m_run = 0;
    QThreadPool m_pool;
};

} // namespace dare
