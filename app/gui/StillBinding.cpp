#include "app/gui/StillBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunViews.h"
#include "core/media/TemporaryFile.h"
#include "core/runs/ExportedRecipes.h"
#include "core/tensors/AtomicFile.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QBuffer>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>

#include <algorithm>
#include <memory>
#include <span>

namespace dare
{

namespace
{

QString besides(const QString &path, Side side, int number)
{
    const QFileInfo view(path);
    QString name = view.completeBaseName() + QLatin1Char('-') +
                   (side == Side::A ? QLatin1Char('A') : QLatin1Char('B'));
    if (number > 1)
        name += QStringLiteral("-%1").arg(number);
    return view.dir().filePath(name + QStringLiteral(".png"));
}

/// Where the frame of a side goes. The dialog asked about the view's file alone: only where that is
/// replaced are the frames beside it those of the picture before.
QString framePath(const QString &path, Side side)
{
    int number = 1;
    while (!QFileInfo::exists(path) && QFileInfo::exists(besides(path, side, number)))
        ++number;
    return besides(path, side, number);
}

void embed(QImage &image, const ExportedRecipes &recipes)
{
    image.setText(QStringLiteral("dare_recipe"),
                  QString::fromStdString(exportedRecipesToJson(recipes)));
}

/// As an export of both: B's with A's beside it, where they differ.
void embedBoth(QImage &image, const std::array<std::optional<Recipe>, 2> &recipes)
{
    const auto &[a, b] = recipes;
    if (!a && !b)
        return;
    ExportedRecipes out{b ? *b : *a, std::nullopt};
    if (a && !(*a == out.recipe))
        out.other = a;
    embed(image, out);
}

tl::unexpected<Error> noPicture(const QString &path)
{
    return failure(ErrorCode::OutOfMemory, "not enough memory for the picture; close other files",
                   path.toStdString());
}

} // namespace

StillBinding::StillBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window)
{
    m_pool.setMaxThreadCount(1);
    connect(&window, &MainWindow::stillRequested, this, &StillBinding::choose);
    connect(&window, &MainWindow::copyRequested, this, &StillBinding::copy);
}

void StillBinding::setRun(const Recipe &recipe, const QString &folder)
{
    m_recipe = recipe;
    m_folder = folder;
}

void StillBinding::copy()
{
    QGuiApplication::clipboard()->setImage(m_window.viewer()->grabFramebuffer());
    m_window.status()->setSaved(tr("picture copied"));
}

void StillBinding::choose()
{
    QFileDialog dialog(&m_window, tr("Save frames A, B and the view"), m_folder,
                       tr("Picture (*.png)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("png"));
    dialog.selectFile(QStringLiteral("view.png"));
    if (dialog.exec() == QDialog::Accepted)
        saveTo(dialog.selectedFiles().constFirst());
}

/// Null where the side has no frames, or is not on screen.
QImage StillBinding::frameOf(Side side) const
{
    const ViewModel &view = m_models.view;
    std::shared_ptr<const Clip> clip;
    if (view.workspace() == Workspace::Compare) {
        const CompareScene &scene = m_models.compare.scene();
        clip = view.hidden(side) && !view.hidden(side == Side::A ? Side::B : Side::A)
                   ? nullptr
                   : scene.clip(side == Side::A ? scene.a : scene.b);
    } else {
        for (std::size_t i = 0; i < view.contents().size(); ++i) {
            const ViewPane &pane = view.spec().panes[i];
            if (pane.kind == ViewPane::Kind::Video && pane.source == static_cast<int>(index(side)))
                clip = view.contents()[i].clip;
        }
    }
    if (clip == nullptr || clip->empty())
        return {};
    return frameImage(*clip, std::min(view.frame(side), clip->frames - 1));
}

StillBinding::Recipes StillBinding::recipes() const
{
    Recipes out;
    const ViewModel &view = m_models.view;
    if (view.workspace() != Workspace::Compare) {
        // A live preview is of no run: nothing on disk would give its picture again.
        if (!m_folder.isEmpty() && view.livePreviewSteps() == 0)
            out = {m_recipe, m_recipe};
        return out;
    }
    for (const Side side : kSides) {
        const CompareAnswer *source = side == Side::A ? m_models.compare.a() : m_models.compare.b();
        if (source != nullptr && source->origin)
            out[index(side)] = source->origin->recipe;
    }
    return out;
}

std::vector<StillBinding::Still> StillBinding::stills(const QString &path) const
{
    const Recipes of = recipes();
    std::vector<Still> out;
    for (const Side side : kSides) {
        QImage frame = frameOf(side);
        if (frame.isNull())
            continue;
        if (of[index(side)])
            embed(frame, {*of[index(side)], std::nullopt});
        out.push_back({framePath(path, side), frame});
    }
    QImage seen = m_window.viewer()->grabFramebuffer();
    embedBoth(seen, of);
    out.push_back({path, seen});
    return out;
}

Result<void> StillBinding::write(const std::vector<Still> &stills)
{
    std::vector<TemporaryFile> files;
    for (const Still &still : stills) {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        if (!still.image.save(&buffer, "PNG"))
            return noPicture(still.path);
        auto file = TemporaryFile::beside(still.path.toStdString());
        if (!file)
            return tl::unexpected(file.error());
        const auto all = std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())));
        if (auto written = writeFileAtomically(file->path(), {all}); !written) {
            written.error().context = still.path.toStdString();
            return written;
        }
        files.push_back(*std::move(file));
    }
    // Only now, when all lie on the disk: no frame without its view.
    for (TemporaryFile &file : files) {
        if (auto placed = file.commit(); !placed)
            return placed;
    }
    return {};
}

void StillBinding::saveTo(const QString &path)
{
    const std::vector<Still> all = stills(path);
    QStringList paths;
    for (const Still &still : all)
        paths << still.path;
    inBackground(
        m_pool, this, [all] { return write(all); },
        [this, paths](const Result<void> &result) { finish(paths, result); });
}

void StillBinding::finish(const QStringList &paths, const Result<void> &result)
{
    if (!result) {
        m_window.status()->setSaved({});
        m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("No picture was saved."),
                                       QString::fromStdString(result.error().text()));
        Q_EMIT failed();
        return;
    }
    for (const QString &path : paths)
        m_window.log()->addLine(tr("saved %1").arg(path));
    const QString view = QFileInfo(paths.constLast()).fileName();
    m_window.status()->setSaved(paths.size() > 1 ? tr("saved %1 and its frames").arg(view)
                                                 : tr("saved %1").arg(view));
    Q_EMIT saved(paths);
}

} // namespace dare
