#include "app/gui/SessionBinding.h"

#include "app/gui/CommandLine.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunPresenter.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>

namespace dare
{

namespace
{

constexpr qsizetype kMostRecent = 8;

QString draftFile()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
        .filePath(QStringLiteral("last-recipe.json"));
}

} // namespace

SessionBinding::SessionBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                               const CommandLine &options, QObject *parent)
    : QObject(parent),
      m_models(models),
      m_window(window),
      m_keeps(options.keepSession),
      m_firstModel(options.model),
      m_draft(models.recipe, draftFile().toStdString()),
      m_zooms(models.view)
{
    if (!m_keeps)
        return;
    QString problem;
    m_last = m_draft.read(&problem);
    if (!problem.isEmpty())
        window.log()->addLine(problem);
    if (m_firstModel.isEmpty() && m_last && QDir(QString::fromStdString(m_last->model)).exists())
        m_firstModel = QString::fromStdString(m_last->model);
    readViews();
    PromptHistory *history = models.prompt.history();
    connect(&presenter, &RunPresenter::started, this, [history, &presenter] {
        history->add(QString::fromStdString(presenter.runningRecipe().prompt));
    });
    connect(history, &PromptHistory::changed, this, [history] {
        QSettings().setValue(QStringLiteral("prompt/history"), history->prompts());
    });
    connect(&m_draft, &RecipeDraft::saved, this,
            [this] { m_window.status()->setSaved(tr("recipe saved")); });
    connect(&m_draft, &RecipeDraft::notSaved, m_window.log(), &LogView::addLine);
}

void SessionBinding::readViews()
{
    const QSettings settings;
    m_models.prompt.history()->setPrompts(
        settings.value(QStringLiteral("prompt/history")).toStringList());
    m_recent = settings.value(QStringLiteral("models/recent")).toStringList();
    m_window.header()->setRecentModels(m_recent);
    const int colors = settings.value(QStringLiteral("view/colorMap"), 0).toInt();
    const int scale = settings.value(QStringLiteral("view/scaleMode"), 0).toInt();
    if (colors >= 0 && colors <= static_cast<int>(ColorMapName::Grey))
        m_models.view.setColorMap(static_cast<ColorMapName>(colors));
    if (scale >= 0 && scale <= static_cast<int>(ScaleMode::PerMap))
        m_models.view.setScaleMode(static_cast<ScaleMode>(scale));
    m_models.view.setOpacity(
        settings.value(QStringLiteral("view/opacity"), m_models.view.opacity()).toDouble());
    m_models.view.setNearest(settings.value(QStringLiteral("view/nearest"), true).toBool());
    m_zooms.setLines(settings.value(QStringLiteral("view/zooms")).toStringList());
}

void SessionBinding::modelOpened(const ModelInfo &info)
{
    if (!m_keeps)
        return;
    const std::string model = m_models.recipe.recipe().model;
    if (!model.empty())
        rememberModel(QString::fromStdString(info.root.string()));
    if (m_opened)
        return;
    m_opened = true;
    if (m_last && m_last->model == model) {
        m_models.recipe.reset(*m_last);
    } else if (m_last) {
        // Another model: what belongs to the former one stays away, the words come along.
        Recipe recipe = m_models.recipe.recipe();
        recipe.prompt = m_last->prompt;
        recipe.negative = m_last->negative;
        recipe.seed = m_last->seed;
        m_models.recipe.reset(recipe);
    }
    m_draft.follow();
}

void SessionBinding::rememberModel(const QString &folder)
{
    m_recent.removeAll(folder);
    m_recent.prepend(folder);
    m_recent = m_recent.mid(0, kMostRecent);
    QSettings().setValue(QStringLiteral("models/recent"), m_recent);
    m_window.header()->setRecentModels(m_recent);
}

void SessionBinding::save() const
{
    if (!m_keeps)
        return;
    QSettings settings;
    const ViewSpec &spec = m_models.view.spec();
    settings.setValue(QStringLiteral("view/colorMap"), static_cast<int>(spec.colorMap));
    settings.setValue(QStringLiteral("view/scaleMode"), static_cast<int>(spec.scaleMode));
    settings.setValue(QStringLiteral("view/opacity"), m_models.view.opacity());
    settings.setValue(QStringLiteral("view/nearest"), m_models.view.nearest());
    settings.setValue(QStringLiteral("view/zooms"), m_zooms.lines());
}

} // namespace dare
