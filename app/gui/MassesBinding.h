#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Recipe.h"

#include <QObject>
#include <QThreadPool>

#include <array>
#include <filesystem>
#include <vector>

namespace dare
{

struct ViewModels;

/// Which masses the tokens table shows. -1 is the mean over what is stored, as for maps.
struct MassRequest {
    std::filesystem::path run;
    int step = -1;
    int layer = -1;
    bool operator==(const MassRequest &) const = default;
};

/// Keeps the masses of the tokens table, which Inspect shows, at the step and layer of the maps.
/// Read on a worker; while one request is read, the newest of those that follow waits.
class MassesBinding : public QObject
{
    Q_OBJECT

public:
    explicit MassesBinding(ViewModels &models, QObject *parent = nullptr);

    void setRun(const std::filesystem::path &path);
    /// More steps of the run are on disk.
    void arrived();

private:
    void read();

    ViewModels &m_models;
    std::filesystem::path m_path;
    bool m_reading = false;
    bool m_pending = false;
    QThreadPool m_pool;
};

} // namespace dare
