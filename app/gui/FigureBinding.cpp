#include "app/gui/FigureBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/ViewModels.h"
#include "core/figures/Figure.h"
#include "core/inspect/SelectionData.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace dare
{

namespace
{

constexpr double kPngScale = 3.0; // 300 dots an inch at the figure's size in print

Result<void> writeFile(const std::filesystem::path &run, const std::string &out,
                       const FigureQuery &figure)
{
    const auto folder = RunFolder::open(run);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto ending = std::filesystem::path(out).extension();
    if (ending == ".npz" || ending == ".safetensors" || ending == ".csv") {
        MapQuery query;
        query.words = figure.words;
        query.step = figure.step;
        query.layer = figure.layer;
        query.head = figure.head;
        const auto data = readSelection(*folder, query);
        return data ? writeSelection(out, *data) : tl::unexpected(data.error());
    }
    const auto read = readFigure(*folder, figure);
    return read ? writeFigure(out, *read, kPngScale) : tl::unexpected(read.error());
}

/// What the page shows now.
FigureQuery queryOf(const ViewModel &view)
{
    const ViewSpec &spec = view.spec();
    FigureQuery out;
    for (const QString &word : view.selectedWords())
        out.words.push_back(word.toStdString());
    out.step = spec.step;
    out.layer = spec.layer;
    out.head = spec.head;
    out.frames = {spec.frame};
    out.shift = shiftOfA(spec);
    out.colorMap = spec.colorMap;
    if (spec.scaleMode != ScaleMode::PerMap) {
        out.scaleMin = spec.scaleMin;
        out.scaleMax = spec.scaleMax;
        out.diffMax = spec.diffMax;
    }
    return out;
}

} // namespace

FigureBinding::FigureBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window)
{
    m_pool.setMaxThreadCount(1);
    QMenu *menu = window.figureMenu();
    QAction *figure = menu->addAction(tr("Figure of these maps…"), this, [this] {
        choose(tr("Save figure"), QStringLiteral("figure.pdf"),
               tr("PDF (*.pdf);;SVG (*.svg);;Picture (*.png)"));
    });
    figure->setObjectName(QStringLiteral("actionFigure"));
    QAction *data = menu->addAction(tr("Maps and statistics…"), this, [this] {
        choose(tr("Save maps and statistics"), QStringLiteral("maps.npz"),
               tr("NumPy (*.npz);;safetensors (*.safetensors);;Statistics, CSV (*.csv)"));
    });
    data->setObjectName(QStringLiteral("actionMapData"));
    const auto offer = [this, figure, data] {
        const bool there = !m_path.empty() && !m_models.view.selectedWords().isEmpty();
        figure->setEnabled(there);
        data->setEnabled(there);
    };
    connect(menu, &QMenu::aboutToShow, this, offer);
    offer();
}

void FigureBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
}

void FigureBinding::choose(const QString &title, const QString &name, const QString &filter)
{
    QString chosen;
    const QString folder = QString::fromStdString((m_path / "exports").string());
    const QString start =
        QDir(QDir(folder).exists() ? folder : QString::fromStdString(m_path.string()))
            .filePath(name);
    QString path = QFileDialog::getSaveFileName(&m_window, title, start, filter, &chosen);
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += chosen.section(QLatin1Char('*'), 1, 1).section(QLatin1Char(')'), 0, 0);
    writeTo(path);
}

void FigureBinding::writeTo(const QString &path)
{
    if (m_path.empty() || m_models.view.selectedWords().isEmpty())
        return;
    inBackground(
        m_pool, this,
        [run = m_path, out = path.toStdString(), query = queryOf(m_models.view)] {
            return writeFile(run, out, query);
        },
        [this, path](const Result<void> &result) { finish(path, result); });
}

void FigureBinding::finish(const QString &path, const Result<void> &result)
{
    if (!result) {
        m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("The file was not written."),
                                       QString::fromStdString(result.error().text()));
        return;
    }
    m_window.status()->setSaved(tr("wrote %1").arg(QFileInfo(path).fileName()));
    m_window.log()->addLine(tr("wrote %1").arg(path));
    Q_EMIT written(path);
}

} // namespace dare
