#pragma once

#include "app/gui/RunPresenter.h"
#include "core/runs/SamplerThread.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Intents to the sampler thread, its events to the presenter. The sampler only posts a wake-up;
/// events are taken on the GUI thread.
class SamplerBinding : public QObject
{
    Q_OBJECT

public:
    SamplerBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                   std::filesystem::path runs, QObject *parent = nullptr);
    ~SamplerBinding() override;

    void run();
    void resume(const QString &path);
    /// Loads the recipe's models in advance.
    void prepare();
    /// Seconds of one forward of a recipe. @param receive called on the GUI thread, unless this has
    /// gone by then
    void measure(const Recipe &recipe, std::function<void(const Result<double> &)> receive);

private:
    void drain();
    void starting();

    ViewModels &m_models;
    MainWindow &m_window;
    RunPresenter &m_presenter;
    std::filesystem::path m_runs;
    RunId m_id = 0;
    std::unique_ptr<SamplerThread> m_sampler;
};

} // namespace dare
