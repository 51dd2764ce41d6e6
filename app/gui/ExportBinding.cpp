#include "app/gui/ExportBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunViews.h"
#include "core/media/Comparison.h"
#include "core/runs/RunFolder.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QPointer>

namespace dare
{

ExportBinding::ExportBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window)
{
    m_pool.setMaxThreadCount(1);
    connect(&window, &MainWindow::exportRequested, this, &ExportBinding::chooseAndExport);
    connect(&window, &MainWindow::stillRequested, this, &ExportBinding::chooseAndSaveStill);
    connect(&window, &MainWindow::copyRequested, this, [this] {
        QGuiApplication::clipboard()->setImage(m_window.viewer()->grabFramebuffer());
        m_window.status()->setSaved(tr("picture copied"));
    });
    connect(this, &ExportBinding::progressed, this, [this](int done, int total) {
        m_window.status()->setSaved(tr("exporting frame %1 of %2").arg(done).arg(total));
    });
}

ExportBinding::~ExportBinding()
{
    if (m_cancel)
        m_cancel->store(true);
    m_pool.waitForDone(); // progress is reported to this object
}

void ExportBinding::setRun(const Recipe &recipe, const QString &folder)
{
    m_recipe = recipe;
    m_folder = folder;
    m_window.setExportEnabled(!folder.isEmpty());
}

void ExportBinding::chooseAndExport()
{
    if (m_folder.isEmpty() || m_cancel)
        return;
    const QString exports = QDir(m_folder).filePath(QStringLiteral("exports"));
    const QString start =
        QDir(QDir(exports).exists() ? exports : m_folder)
            .filePath(titleOfFolder(m_folder).replace(QLatin1Char(' '), QLatin1Char('-')) +
                      QStringLiteral("-A-B.mp4"));
    const QString path = QFileDialog::getSaveFileName(&m_window, tr("Export comparison"), start,
                                                      tr("Video, H.264 (*.mp4)"));
    if (!path.isEmpty())
        exportTo(path);
}

void ExportBinding::exportTo(const QString &path)
{
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    ExportOptions options;
    options.fps = m_models.view.fps();
    options.recipeJson = recipeToJson(m_recipe);
    options.progress = [this](int done, int total) {
        // Queued: the worker only posts. The destructor waits for the worker.
        QMetaObject::invokeMethod(
            this, [this, done, total] { Q_EMIT progressed(done, total); }, Qt::QueuedConnection);
    };
    inBackground(
        m_pool, this,
        [file = path.toStdString(), spec = m_models.view.spec(),
         contents = m_models.view.contents(), options,
         cancel = m_cancel]() mutable -> Result<void> {
            options.cancel = cancel.get();
            return exportMp4(file, spec, contents, options);
        },
        [this, path](const Result<void> &result) { finish(path, result); });
}

void ExportBinding::finish(const QString &path, const Result<void> &result)
{
    m_cancel.reset();
    if (!result) {
        m_window.status()->setSaved({});
        m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("The export failed."),
                                       QString::fromStdString(result.error().text()));
        return;
    }
    m_window.status()->setSaved(tr("exported %1").arg(QFileInfo(path).fileName()));
    m_window.log()->addLine(tr("exported %1").arg(path));
    Q_EMIT exported(path);
}

void ExportBinding::chooseAndSaveStill()
{
    QImage image = m_window.viewer()->grabFramebuffer();
    image.setText(QStringLiteral("dare_recipe"), QString::fromStdString(recipeToJson(m_recipe)));
    const QString start = QDir(m_folder).filePath(QStringLiteral("view.png"));
    const QString path =
        QFileDialog::getSaveFileName(&m_window, tr("Save picture"), start, tr("Picture (*.png)"));
    if (path.isEmpty())
        return;
    inBackground(
        m_pool, this,
        [image, path]() -> Result<void> {
            if (!image.save(path, "PNG"))
                return failure(ErrorCode::Io,
                               "the picture could not be written; choose another folder",
                               path.toStdString());
            return {};
        },
        [this, path](const Result<void> &result) { finish(path, result); });
}

} // namespace dare
