#include "app/gui/LivePreviewBinding.h"

#include "app/gui/MainWindow.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/RunViews.h"
#include "core/runs/SamplerThread.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

#include <QSettings>

#include <algorithm>

namespace dare
{

namespace
{

QString settingsKey()
{
    return QStringLiteral("sides/livePreview");
}

} // namespace

LivePreviewBinding::LivePreviewBinding(ViewModels &models, MainWindow &window,
                                       const RunPresenter &presenter, QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_presenter(presenter)
{
    m_quiet.setSingleShot(true);
    RunBox *box = window.sides()->runBox();
    box->setLivePreviewOn(QSettings().value(settingsKey(), false).toBool());
    connect(box, &RunBox::livePreviewToggled, this, &LivePreviewBinding::toggled);
    connect(&models.recipe, &RecipeModel::changed, this, &LivePreviewBinding::recipeChanged);
    connect(&models.recipe, &RecipeModel::gestureEnded, this, &LivePreviewBinding::gestureEnded);
    connect(&m_quiet, &QTimer::timeout, this, [this] { request(0); });
    connect(&presenter, &RunPresenter::started, this, [this] {
        m_quiet.stop();
        m_requested.reset();
        m_shown.reset();
    });
    refreshPlan();
}

void LivePreviewBinding::setSecondsPerForward(double seconds)
{
    if (seconds > 0.0 && m_secondsPerForward <= 0.0) {
        m_secondsPerForward = seconds;
        refreshPlan();
    }
}

bool LivePreviewBinding::wanted() const
{
    const Recipe &recipe = m_models.recipe.recipe();
    return m_sampler != nullptr && m_window.sides()->runBox()->livePreview() &&
           m_plan.mode != PreviewMode::Never && !m_presenter.running() && !recipe.prompt.empty() &&
           m_models.prompt.error().isEmpty();
}

void LivePreviewBinding::toggled(bool on)
{
    QSettings().setValue(settingsKey(), on);
    if (on) {
        m_quiet.start(kReleaseMs);
        return;
    }
    m_quiet.stop();
    m_requested.reset();
    m_shown.reset();
    if (m_sampler != nullptr)
        m_sampler->cancelPreview();
    m_models.view.endLivePreview();
    m_window.status()->setPreviewRate(0.0);
}

void LivePreviewBinding::refreshPlan()
{
    m_plan = planPreview(m_models.recipe.recipe(), m_shown, m_secondsPerForward);
    // The note tells of a whole preview where nothing was changed since the last one.
    const PreviewPlan whole = m_plan.seconds > 0.0 ? m_plan
                                                   : planPreview(m_models.recipe.recipe(),
                                                                 std::nullopt, m_secondsPerForward);
    m_window.sides()->runBox()->setLivePreview(previewNote(whole), previewTip(whole),
                                               whole.mode != PreviewMode::Never);
}

void LivePreviewBinding::recipeChanged()
{
    const Recipe recipe = m_models.recipe.recipe();
    const bool typed = m_seen && wordsDiffer(*m_seen, recipe);
    const bool same = m_seen && samePreview(*m_seen, recipe);
    m_seen = recipe;
    refreshPlan();
    if (same || !wanted())
        return;
    if (typed)
        m_quiet.start(kTypingMs);
    else if (m_plan.mode == PreviewMode::Live)
        request(m_models.recipe.gestureOpen() ? m_drag : 0);
    else if (!m_models.recipe.gestureOpen())
        m_quiet.start(kReleaseMs);
}

void LivePreviewBinding::gestureEnded()
{
    ++m_drag;
    const bool differs = !m_requested || !samePreview(*m_requested, m_models.recipe.recipe());
    if (wanted() && differs)
        m_quiet.start(kReleaseMs);
}

void LivePreviewBinding::request(std::uint64_t drag)
{
    if (!wanted())
        return;
    m_quiet.stop();
    const Recipe recipe = m_models.recipe.recipe();
    m_requested = recipe;
    m_sampler->preview(
        {recipe, m_plan.steps, drag}, [this, recipe](const Result<PreviewPicture> &picture) {
            QMetaObject::invokeMethod(
                this, [this, recipe, picture] { receive(recipe, picture); }, Qt::QueuedConnection);
        });
    Q_EMIT requested();
}

void LivePreviewBinding::receive(const Recipe &recipe, const Result<PreviewPicture> &picture)
{
    if (!picture) {
        if (picture.error().code != ErrorCode::Cancelled)
            m_window.log()->addLine(
                tr("no preview: %1").arg(QString::fromStdString(picture.error().text())));
        if (picture.error().code == ErrorCode::Unsupported)
            m_window.sides()->runBox()->setLivePreview(
                tr("not with this model"), QString::fromStdString(picture.error().message), false);
        return;
    }
    // A run that began meanwhile, or a box unticked, has the picture now.
    if (m_presenter.running() || !m_window.sides()->runBox()->livePreview())
        return;
    if (picture->forwards > 0) {
        const double each = picture->seconds / picture->forwards;
        m_secondsPerForward = m_secondsPerForward > 0.0 ? (m_secondsPerForward + each) / 2.0 : each;
    }
    m_shown = recipe;
    const RunView labels = runViewOf(recipe, {}, {}, m_window.sides()->presets());
    m_models.view.setLivePreview(picture->clips, picture->steps, labels.sources);
    m_window.status()->setPreviewRate(1.0 / std::max(picture->seconds, 1e-3));
    refreshPlan();
    Q_EMIT shown(picture->forwards, picture->seconds);
}

} // namespace dare
