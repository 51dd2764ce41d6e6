#pragma once

#include "app/gui/PreviewPolicy.h"
#include "core/runs/PreviewRequest.h"
#include "core/types/Result.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <optional>

namespace dare
{

class MainWindow;
class RunPresenter;
class SamplerThread;
struct ViewModels;

/// Edits of the recipe to previews of the pair, where the user wants them and the machine is quick
/// enough. At once while a slider is dragged; after 250 ms of quiet where one takes long; after
/// 400 ms of quiet while typing. While a run goes on there are none. Must outlive the sampler.
class LivePreviewBinding : public QObject
{
    Q_OBJECT

public:
    static constexpr int kReleaseMs = 250;
    static constexpr int kTypingMs = 400;

    LivePreviewBinding(ViewModels &models, MainWindow &window, const RunPresenter &presenter,
                       QObject *parent = nullptr);

    void setSampler(SamplerThread *sampler) { m_sampler = sampler; }
    /// What one forward took in the last run, until a preview has measured itself.
    void setSecondsPerForward(double seconds);
    [[nodiscard]] const PreviewPlan &plan() const { return m_plan; }

Q_SIGNALS:
    void requested();
    /// A preview is on screen.
    void shown(int forwards, double seconds);

private:
    void toggled(bool on);
    void recipeChanged();
    void gestureEnded();
    void refreshPlan();
    void request(std::uint64_t drag);
    void receive(const Recipe &recipe, const Result<PreviewPicture> &picture);
    [[nodiscard]] bool wanted() const;

    ViewModels &m_models;
    MainWindow &m_window;
    const RunPresenter &m_presenter;
    SamplerThread *m_sampler = nullptr;
    PreviewPlan m_plan;
    std::optional<Recipe> m_seen;      ///< the recipe at the last edit
    std::optional<Recipe> m_requested; ///< of the newest request
    std::optional<Recipe> m_shown;     ///< of the picture on screen
    double m_secondsPerForward = 0.0;
    std::uint64_t m_drag = 1;
    QTimer m_quiet;
};

} // namespace dare
