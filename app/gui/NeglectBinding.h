#pragma once

#include "core/runs/RunFolder.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>
#include <memory>

namespace dare
{

class Engine;
struct ViewModels;

/// Reads the shares of a stored run into the meter, and the pictures of its steps that the
/// filmstrip lacks. Files are read on a worker; answers for another run are dropped.
class NeglectBinding : public QObject
{
    Q_OBJECT

public:
    explicit NeglectBinding(ViewModels &models, QObject *parent = nullptr);
    ~NeglectBinding() override;

    /// A stored run is opened: its shares replace those in the meter.
    void open(const std::shared_ptr<const RunFolder> &run);
    /// The run whose folder holds the filmstrip's pictures, without reading shares: it runs.
    void follow(const std::filesystem::path &run);

Q_SIGNALS:
    void sharesRead();
    void picturesRead(); ///< the filmstrip lacks none of those that it shows

private:
    void readPicture();

    ViewModels &m_models;
    std::shared_ptr<Engine> m_engine; ///< used on the worker alone
    std::filesystem::path m_path;
    int m_generation = 0;
    bool m_reading = false;
    QTimer m_quiet;
    QThreadPool m_pool;
};

} // namespace dare
