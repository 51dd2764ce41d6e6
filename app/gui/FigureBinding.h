#pragma once

#include "core/types/Result.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <filesystem>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Writes what the Inspect page shows for papers: the figure of the selected words at this place
/// (SVG, PDF, PNG), or their maps and statistics (NPZ, safetensors, CSV). Works on a worker.
class FigureBinding : public QObject
{
    Q_OBJECT

public:
    FigureBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);

    void setRun(const std::filesystem::path &path);
    /// By the file's ending.
    void writeTo(const QString &path);

Q_SIGNALS:
    void written(const QString &path);

private:
    void choose(const QString &title, const QString &name, const QString &filter);
    void finish(const QString &path, const Result<void> &result);

    ViewModels &m_models;
    MainWindow &m_window;
    std::filesystem::path m_path;
    QThreadPool m_pool;
};

} // namespace dare
