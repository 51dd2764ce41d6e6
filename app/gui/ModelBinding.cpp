#include "app/gui/ModelBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/SidesPanel.h"

#include <QLocale>

namespace dare
{

namespace
{

QStringList factsOf(const ModelInfo &info)
{
    QStringList out;
    out << QString::fromStdString(info.root.string());
    out << QObject::tr("%1 million parameters, %2 on disk")
               .arg(static_cast<double>(info.parameters) / 1e6, 0, 'f', 1)
               .arg(QLocale::c().formattedDataSize(static_cast<qint64>(info.weightBytes)));
    out << QObject::tr("%1 blocks, %2 heads, %3 tokens")
               .arg(info.blocks)
               .arg(info.heads)
               .arg(info.maxTokens);
    for (const std::string &variant : info.variants)
        out << QObject::tr("variant %1").arg(QString::fromStdString(variant));
    return out;
}

std::vector<SidePreset> presetsOf(const ModelInfo &info)
{
    std::vector<SidePreset> out;
    for (const Preset &preset : presets(info))
        out.push_back({QString::fromStdString(preset.name), preset.options});
    return out;
}

} // namespace

ModelBinding::ModelBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window)
{
    m_pool.setMaxThreadCount(1);
    connect(&window, &MainWindow::openModelRequested, this, &ModelBinding::open);
    connect(&window, &MainWindow::embeddedModelRequested, this, [this] { open({}); });
}

void ModelBinding::open(const QString &folder)
{
    const int generation = ++m_generation;
    const std::filesystem::path path = folder.toStdString();
    inBackground(
        m_pool, this, [path] { return inspectModel(path.empty() ? embeddedModelFolder() : path); },
        [this, generation, folder](const Result<ModelInfo> &info) {
            if (generation != m_generation)
                return;
            if (!info) {
                refuse(folder, QString::fromStdString(info.error().text()));
                return;
            }
            if (info->complete()) {
                adopt(*info, folder.isEmpty());
                return;
            }
            for (const FileCheck &file : info->files) {
                if (!file.problem.empty()) {
                    refuse(folder,
                           QStringLiteral("%1: %2").arg(QString::fromStdString(file.path),
                                                        QString::fromStdString(file.problem)));
                    return;
                }
            }
        });
}

void ModelBinding::adopt(const ModelInfo &info, bool embedded)
{
    m_info = info;
    Recipe recipe = defaultRecipe(info);
    const Recipe &old = m_models.recipe.recipe();
    recipe.model = embedded ? std::string() : info.root.string();
    recipe.prompt = old.prompt;
    recipe.negative = old.negative;
    recipe.seed = old.seed;
    recipe.device = old.device;
    recipe.memory = old.memory;
    if (recipe.size == ClipSize())
        recipe.size = info.size;
    QStringList variants;
    for (const std::string &variant : info.variants)
        variants << QString::fromStdString(variant);
    m_models.recipe.reset(recipe);
    m_window.sides()->setPresets(presetsOf(info));
    m_window.sides()->setVariants(variants);
    m_window.sides()->sampling()->setSizes({info.size});
    m_window.header()->setModel(
        QString::fromStdString(info.name),
        QStringLiteral("%1×%2×%3").arg(info.size.width).arg(info.size.height).arg(info.size.frames),
        factsOf(info));
    m_window.log()->addLine(tr("model %1: %2 blocks, %3 heads")
                                .arg(QString::fromStdString(info.name))
                                .arg(info.blocks)
                                .arg(info.heads));
    Q_EMIT opened(info);
}

void ModelBinding::refuse(const QString &folder, const QString &reason)
{
    const QString keeps =
        m_info.name.empty()
            ? tr("Choose a model folder from the model button.")
            : tr("%1 stays loaded and works as before.").arg(QString::fromStdString(m_info.name));
    const QString what = folder.isEmpty() ? tr("The embedded model") : folder;
    m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("%1 was not opened.").arg(what),
                                   reason + QLatin1Char(' ') + keeps);
    m_window.log()->addLine(tr("model not opened: %1").arg(reason));
    Q_EMIT refused();
}

} // namespace dare
