#include "app/gui/ExportBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunViews.h"
#include "app/gui/SourceIds.h"
#include "core/media/ExportCommand.h"
#include "core/media/Exporter.h"
#include "widgets/export/ExportDialog.h"
#include "widgets/export/ExportPreviewPane.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/viewer/PlayRange.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>

#include <algorithm>

namespace dare
{

/// A plan that was read, ready to be drawn.
struct ExportBinding::Drawn {
    ExportView view;
    ExportPreview preview;
    double sourceFps = 8.0;
    int generation = 0; ///< of the plan
};

namespace
{

constexpr int kSettleMs = 120;

QImage imageOf(const Picture &picture)
{
    return QImage(picture.rgba.data(), picture.width, picture.height, picture.width * 4,
                  QImage::Format_RGBA8888)
        .copy();
}

std::vector<ExportPane> panesOfMode(CompareMode mode)
{
    switch (mode) {
    case CompareMode::Wipe:
        return {ExportPane::Wipe};
    case CompareMode::Overlay:
        return {ExportPane::Overlay};
    case CompareMode::Difference:
        return {ExportPane::Difference};
    case CompareMode::Signed:
        return {ExportPane::Signed};
    default:
        return {ExportPane::Video}; // a film cannot flip: both sides next to each other
    }
}

/// In and out of the transport.
PlayRange rangeOf(const ViewModel &view)
{
    PlayRange out;
    out.in = view.inFrame();
    out.out = view.outFrame();
    return out;
}

} // namespace

ExportBinding::ExportBinding(ViewModels &models, MainWindow &window, ClipCache &cache,
                             QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_cache(cache)
{
    for (QThreadPool *pool : {&m_pool, &m_drawPool, &m_predictPool})
        pool->setMaxThreadCount(1);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &ExportBinding::rebuild);
    connect(&window, &MainWindow::exportRequested, this, &ExportBinding::openDialog);
    connect(this, &ExportBinding::progressed, this, [this](int done, int total) {
        m_window.status()->setSaved(tr("exporting frame %1 of %2").arg(done).arg(total));
        if (m_dialog != nullptr && m_cancel)
            m_dialog->setProgress(done, total);
    });
}

ExportBinding::~ExportBinding()
{
    if (m_cancel)
        m_cancel->store(true);
    if (m_predicting)
        m_predicting->store(true);
    for (QThreadPool *pool : {&m_pool, &m_drawPool, &m_predictPool})
        pool->waitForDone(); // progress is reported to this object, the cache is another's
}

void ExportBinding::setRun(const Recipe &recipe, const QString &folder)
{
    m_folder = folder;
    m_recipe = recipe;
    m_window.setExportEnabled(!folder.isEmpty());
}

QString ExportBinding::defaultPath() const
{
    const QString exports = QDir(m_folder).filePath(QStringLiteral("exports"));
    const QString name = titleOfFolder(m_folder).replace(QLatin1Char(' '), QLatin1Char('-'));
    return QDir(QDir(exports).exists() ? exports : m_folder)
        .filePath(name + QStringLiteral("-A-B.mp4"));
}

ExportPlan ExportBinding::planOfView() const
{
    const ViewModel &view = m_models.view;
    const ViewSpec &spec = view.spec();
    ExportPlan plan;
    const bool comparing = view.workspace() == Workspace::Compare;
    if (comparing) {
        plan.a = m_models.compare.sourceA().toStdString();
        plan.b = m_models.compare.sourceB().toStdString();
        plan.look = m_models.compare.scene().look;
        plan.panes = panesOfMode(plan.look.mode);
    } else {
        plan.a = sourceId(m_folder, m_recipe.runA ? Side::A : Side::B).toStdString();
        if (m_recipe.runA && m_recipe.runB)
            plan.b = sourceId(m_folder, Side::B).toStdString();
        if (view.mapShown() && !view.maps().empty())
            plan.panes = {ExportPane::Map};
        plan.shift = shiftOfA(spec);
    }
    plan.layout = cellsOf(plan.panes.front()) == 2 ? ExportLayout::OneByTwo : ExportLayout::One;
    // Of the look, a plan keeps what its panes use; the mode is the pane's.
    plan.look.mode = CompareMode::SideBySide;
    plan.look.flipped = false;
    if (!comparing || sourceIsSide(m_models.compare.sourceA()))
        plan.word = spec.word;
    plan.style = spec.style;
    plan.colorMap = spec.colorMap;
    const int frames = view.frameCount();
    plan.first = rangeOf(view).first(frames);
    // The end stays open where it is the clip's: the other source may be longer.
    if (const int last = rangeOf(view).last(frames); last < frames - 1)
        plan.last = last;
    plan.path = defaultPath().toStdString();
    return plan;
}

void ExportBinding::buildDialog()
{
    m_dialog = new ExportDialog(&m_window);
    connect(m_dialog, &ExportDialog::planChanged, this, &ExportBinding::planChanged);
    connect(m_dialog, &ExportDialog::frameWanted, this, &ExportBinding::drawFrame);
    connect(m_dialog, &ExportDialog::startRequested, this, [this] { start(m_dialog->plan()); });
    connect(m_dialog, &ExportDialog::cancelRequested, this, [this] {
        if (m_cancel)
            m_cancel->store(true);
    });
    connect(m_dialog, &ExportDialog::copyRequested, this, [this] {
        QGuiApplication::clipboard()->setText(
            QString::fromStdString(shellLine(exportArguments(m_dialog->plan()))));
        m_window.status()->setSaved(tr("command line copied"));
    });
}

void ExportBinding::openDialog()
{
    if (m_folder.isEmpty() && m_models.view.workspace() != Workspace::Compare)
        return;
    if (m_dialog == nullptr)
        buildDialog();
    if (!m_cancel) {
        m_drawn.reset();
        m_dialog->preview()->setPicture({}, {});
        m_dialog->setPlan(planOfView(), m_models.view.frame());
    }
    m_dialog->open();
    ++m_generation;
    rebuild();
}

void ExportBinding::planChanged()
{
    ++m_generation;
    m_settle.start();
}

void ExportBinding::rebuild()
{
    const ExportPlan plan = m_dialog->plan();
    const int generation = m_generation;
    if (m_predicting)
        m_predicting->store(true);
    const Result<void> usable = checkPlan(plan);
    const Result<void> place = usable ? checkExportPath(plan) : usable;
    m_dialog->setProblem(place ? QString() : QString::fromStdString(place.error().text()));
    if (!usable) {
        m_dialog->preview()->setPicture({}, QString::fromStdString(usable.error().text()));
        return;
    }
    inBackground(
        m_drawPool, this,
        [&cache = m_cache, plan, generation]() -> Result<std::shared_ptr<Drawn>> {
            auto sources = readSources(plan, cache);
            if (!sources)
                return tl::unexpected(sources.error());
            auto view = exportView(plan, *sources);
            if (!view)
                return tl::unexpected(view.error());
            ExportPreview preview(*view);
            return std::make_shared<Drawn>(
                Drawn{std::move(*view), std::move(preview), sources->a.clip->fps, generation});
        },
        [this, generation](const Result<std::shared_ptr<Drawn>> &drawn) {
            if (generation != m_generation)
                return;
            if (!drawn) {
                const QString problem = QString::fromStdString(drawn.error().text());
                m_dialog->setProblem(problem);
                m_dialog->preview()->setPicture({}, problem);
                Q_EMIT previewed();
                return;
            }
            m_drawn = *drawn;
            const ExportView &view = m_drawn->view;
            ExportFacts facts;
            facts.frames = view.frames;
            facts.fps = m_drawn->sourceFps;
            facts.rangeFirst = rangeOf(m_models.view).first(facts.frames);
            facts.rangeLast = rangeOf(m_models.view).last(facts.frames);
            const bool maps = std::any_of(view.contents.begin(), view.contents.end(),
                                          [](const PaneContent &each) { return each.map; });
            facts.scaleMax = maps ? static_cast<double>(view.spec.scaleMax) : 0.0;
            m_dialog->setFacts(facts);
            m_dialog->setRecipe(QString::fromStdString(view.recipeJson));
            drawFrame();
            predict();
        });
}

void ExportBinding::drawFrame()
{
    m_drawAgain = m_drawing;
    if (m_drawing || !m_drawn)
        return;
    m_drawing = true;
    inBackground(
        m_drawPool, this,
        [drawn = m_drawn, frame = m_dialog->preview()->frame()]() -> Result<QImage> {
            return imageOf(drawn->preview.frame(frame));
        },
        [this, generation = m_drawn->generation](const Result<QImage> &image) {
            m_drawing = false;
            if (image)
                m_dialog->preview()->setPicture(*image, {});
            if (m_drawAgain)
                return drawFrame();
            if (generation == m_generation) // else a newer plan is read just now
                Q_EMIT previewed();
        });
}

void ExportBinding::predict()
{
    m_predicting = std::make_shared<std::atomic<bool>>(false);
    m_dialog->preview()->setSummary(tr("predicting…"));
    inBackground(
        m_predictPool, this,
        [drawn = m_drawn, plan = m_dialog->plan(), stop = m_predicting] {
            return predictExport(plan, drawn->view, stop.get());
        },
        [this, generation = m_generation](const Result<ExportPrediction> &prediction) {
            if (generation != m_generation || !m_drawn)
                return;
            if (!prediction) {
                m_dialog->preview()->setSummary(QString::fromStdString(prediction.error().message));
                return;
            }
            m_dialog->preview()->setSummary(
                tr("%1×%2   %3 frames · %4 s at %5 fps   ≈ %6   ≈ %7 s to encode")
                    .arg(prediction->width)
                    .arg(prediction->height)
                    .arg(prediction->frames)
                    .arg(prediction->frames / m_drawn->view.fps, 0, 'f', 2)
                    .arg(m_drawn->view.fps, 0, 'g', 4)
                    .arg(sizeText(static_cast<std::uint64_t>(prediction->bytes), 1))
                    .arg(prediction->seconds, 0, 'f', 1));
        });
}

void ExportBinding::exportTo(const QString &path)
{
    ExportPlan plan = planOfView();
    plan.path = path.toStdString();
    start(plan);
}

void ExportBinding::start(const ExportPlan &plan)
{
    if (m_cancel)
        return;
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const ExportProgress progress = [this](int done, int total) {
        // Queued: the worker only posts. The destructor waits for the worker.
        QMetaObject::invokeMethod(
            this, [this, done, total] { Q_EMIT progressed(done, total); }, Qt::QueuedConnection);
    };
    if (m_dialog != nullptr)
        m_dialog->setProgress(0, 1);
    inBackground(
        m_pool, this,
        [&cache = m_cache, plan, progress, cancel = m_cancel]() -> Result<void> {
            return exportFile(plan, cache, progress, cancel.get());
        },
        [this, path = QString::fromStdString(plan.path)](const Result<void> &result) {
            m_cancel.reset();
            if (m_dialog != nullptr)
                m_dialog->setProgress(0, 0);
            finish(path, result);
            if (m_dialog == nullptr || !m_dialog->isVisible())
                return;
            if (result)
                m_dialog->accept();
            else if (result.error().code != ErrorCode::Cancelled)
                m_dialog->setProblem(QString::fromStdString(result.error().text()));
        });
}

void ExportBinding::finish(const QString &path, const Result<void> &result)
{
    if (!result) {
        m_window.status()->setSaved({});
        if (result.error().code == ErrorCode::Cancelled) {
            m_window.status()->setSaved(tr("export cancelled, nothing was left behind"));
            return;
        }
        m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("The export failed."),
                                       QString::fromStdString(result.error().text()));
        return;
    }
    m_window.status()->setSaved(tr("exported %1").arg(QFileInfo(path).fileName()));
    m_window.log()->addLine(tr("exported %1").arg(path));
    Q_EMIT exported(path);
}

} // namespace dare
