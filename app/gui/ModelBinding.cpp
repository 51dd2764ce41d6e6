#include "app/gui/ModelBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/ModelChecks.h"
#include "core/models/ModelReading.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/CapturePanel.h"
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
    connect(window.header(), &AppHeader::cancelLoadingRequested, this, &ModelBinding::cancel);
    connect(window.modelCheck(), &ModelCheckCard::againRequested, this, &ModelBinding::open);
}

ModelBinding::~ModelBinding()
{
    cancel();
}

void ModelBinding::open(const QString &folder)
{
    cancel();
    const int generation = m_generation;
    const std::filesystem::path path = folder.toStdString();
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    const auto report = [this, generation, cancel = m_cancel](std::uint64_t read,
                                                              std::uint64_t total) {
        QMetaObject::invokeMethod(
            this, [this, generation, read, total] { showProgress(generation, read, total); },
            Qt::QueuedConnection);
        return !cancel->load();
    };
    setLoading(true);
    inBackground(
        m_pool, this,
        [path, report]() -> Result<ModelInfo> {
            auto info = inspectModel(path.empty() ? embeddedModelFolder() : path);
            if (!info || !info->complete())
                return info;
            if (const auto read = readModelFiles(*info, report); !read)
                return tl::unexpected(read.error());
            return info;
        },
        [this, generation, folder](const Result<ModelInfo> &info) {
            if (generation != m_generation)
                return;
            setLoading(false);
            if (info && info->complete())
                adopt(*info, folder.isEmpty());
            else
                refuse(folder, info);
        });
}

void ModelBinding::cancel()
{
    ++m_generation;
    if (m_cancel)
        m_cancel->store(true);
    setLoading(false);
}

void ModelBinding::showProgress(int generation, quint64 read, quint64 total)
{
    if (generation != m_generation || !m_loading)
        return;
    m_window.header()->showLoading(read, total);
    Q_EMIT loaded(read, total);
}

void ModelBinding::setLoading(bool loading)
{
    if (loading == m_loading)
        return;
    m_loading = loading;
    if (!loading)
        m_window.header()->showLoaded();
    Q_EMIT loadingChanged(loading);
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
    m_models.recipe.reset(recipe);
    showOffers(info);
    m_window.modelCheck()->close();
    m_window.log()->addLine(tr("model %1: %2 blocks, %3 heads")
                                .arg(QString::fromStdString(info.name))
                                .arg(info.blocks)
                                .arg(info.heads));
    Q_EMIT opened(info);
}

void ModelBinding::showOffers(const ModelInfo &info)
{
    QStringList variants;
    for (const std::string &variant : info.variants)
        variants << QString::fromStdString(variant);
    m_window.sides()->setPresets(presetsOf(info));
    m_window.sides()->setVariants(variants);
    m_window.sides()->capture()->setShape(info.blocks, info.heads);
    m_window.sides()->sampling()->setSizes({info.size});
    m_window.header()->setModel(
        QString::fromStdString(info.name),
        QStringLiteral("%1×%2×%3").arg(info.size.width).arg(info.size.height).arg(info.size.frames),
        factsOf(info));
}

void ModelBinding::refuse(const QString &folder, const Result<ModelInfo> &info)
{
    const QString kept = QString::fromStdString(m_info.name);
    const QString what = folder.isEmpty() ? tr("The embedded model") : folder;
    const ModelCheck check = modelCheckOf(what, info, kept);
    const QString reason = info ? check.title : QString::fromStdString(info.error().text());
    m_window.banner()->showMessage(
        BannerBar::Tone::Failure, tr("%1 was not opened.").arg(what),
        reason + QStringLiteral(". ") +
            (kept.isEmpty() ? tr("Choose a model folder from the model button.")
                            : tr("%1 stays loaded and works as before.").arg(kept)));
    m_window.log()->addLine(tr("model not opened: %1").arg(reason));
    m_window.modelCheck()->setCheck(check);
    Q_EMIT refused();
}

} // namespace dare
