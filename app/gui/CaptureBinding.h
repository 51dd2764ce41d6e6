#pragma once

#include "core/runs/CaptureReport.h"
#include "core/types/Result.h"
#include "core/types/RunEvent.h"

#include <QObject>

#include <filesystem>

namespace dare
{

class MainWindow;
class SamplerThread;
struct ViewModels;

/// "Capture more": has the sampler step through stored steps again, and says what came of it: that
/// the latents have the hashes they had, or why nothing was kept. Cancelling stops it between two
/// steps.
class CaptureBinding : public QObject
{
    Q_OBJECT

public:
    CaptureBinding(ViewModels &models, MainWindow &window, SamplerThread &sampler,
                   QObject *parent = nullptr);

    void setRun(const std::filesystem::path &path);

Q_SIGNALS:
    /// Maps of the run on screen were replaced.
    void captured(const QString &path);

private:
    void capture(const CaptureWindow &window);
    void cancel();
    void tell(const CaptureReport &report);
    void finish(const std::filesystem::path &run, const Result<CaptureReport> &report);

    ViewModels &m_models;
    MainWindow &m_window;
    SamplerThread &m_sampler;
    std::filesystem::path m_path;
    RunId m_capture = 0; ///< of the sampler's work; 0: none
};

} // namespace dare
