#include "app/gui/WelcomeBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/PromptLanguage.h"
#include "app/gui/RunViews.h"
#include "app/gui/SamplerBinding.h"
#include "core/models/Device.h"
#include "core/prompt/Prompt.h"
#include "core/runs/NoiseClip.h"
#include "widgets/prompt/PromptEdit.h"
#include "widgets/prompt/PromptPanel.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QKeyEvent>
#include <QThread>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kQuietMs = 60; // while the seed is being typed

/// "turtle ρ 0.84, rocket ρ 0.83": the two words that say most.
QString rarestWords(const std::vector<Word> &words)
{
    std::vector<Word> sorted = words;
    std::sort(sorted.begin(), sorted.end(),
              [](const Word &one, const Word &two) { return one.rho > two.rho; });
    QStringList parts;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, sorted.size()); ++i)
        parts << QStringLiteral("%1 ρ %2")
                     .arg(QString::fromStdString(sorted[i].text))
                     .arg(sorted[i].rho, 0, 'f', 2);
    return parts.join(QStringLiteral(", "));
}

} // namespace

WelcomeBinding::WelcomeBinding(ViewModels &models, MainWindow &window, SamplerBinding &sampler,
                               QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_sampler(sampler)
{
    m_pool.setMaxThreadCount(1);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &WelcomeBinding::readNoise);
    connect(&models.recipe, &RecipeModel::changed, this, [this] {
        if (m_window.welcome()->isOpen()) {
            showDevice();
            m_quiet.start();
        }
    });
    connect(window.welcome(), &WelcomeCard::promptChosen, this, &WelcomeBinding::runExample);
    const auto leave = [this] {
        if (m_models.runs.runCount() > 0 && m_wanted) {
            m_wanted = false;
            m_window.welcome()->close();
        }
    };
    connect(&models.runs, &QAbstractItemModel::modelReset, this, leave);
    connect(&models.runs, &QAbstractItemModel::rowsInserted, this, leave);
    window.prompt()->edit()->installEventFilter(this);
    window.viewer()->installEventFilter(this);
}

void WelcomeBinding::listed(bool wanted)
{
    if (m_listed)
        return;
    m_listed = true;
    m_wanted = wanted && m_models.runs.runCount() == 0;
    if (m_wanted)
        begin();
    else
        Q_EMIT settled();
}

void WelcomeBinding::setModel(const ModelInfo &info)
{
    m_info = info;
    m_timed = false;
    m_seconds = 0.0;
    if (m_window.welcome()->isOpen() || m_wanted)
        begin();
}

void WelcomeBinding::show()
{
    begin();
}

void WelcomeBinding::begin()
{
    if (m_info.name.empty()) // the model comes later
        return;
    m_window.welcome()->open();
    if (m_window.prompt()->edit()->toPlainText().isEmpty())
        m_window.prompt()->edit()->setFocus();
    else
        m_window.welcome()->focusFirst();
    showDevice();
    noteExamples();
    readNoise();
    measure();
}

void WelcomeBinding::runExample(const QString &prompt)
{
    m_models.recipe.edit(tr("Example prompt"), {},
                         [&](Recipe &recipe) { recipe.prompt = prompt.toStdString(); });
    m_window.welcome()->close();
    m_window.viewer()->setFocus();
    Q_EMIT m_window.runRequested();
}

void WelcomeBinding::readNoise()
{
    // A run on screen stays there; the card lies on its picture.
    if (m_models.view.run().steps > 0 || m_info.name.empty())
        return;
    const int generation = ++m_generation;
    inBackground(
        m_pool, this,
        [recipe = m_models.recipe.recipe(), info = m_info] { return noiseClip(recipe, info); },
        [this, generation](const Result<Clip> &clip) {
            if (generation != m_generation || m_models.view.run().steps > 0)
                return;
            if (clip)
                showNoise(*clip);
            m_noisy = true;
            settle();
        });
}

void WelcomeBinding::showNoise(const Clip &clip)
{
    const Recipe &recipe = m_models.recipe.recipe();
    RunView view = runViewOf(recipe, {}, {}, m_window.sides()->presets());
    view.steps = 0;
    for (ViewSource &source : view.sources)
        source.settings = tr("noise of seed %1").arg(recipe.seed).toStdString();
    m_models.view.setRun(view);
    const auto shared = std::make_shared<const Clip>(clip);
    for (const Side side : kSides)
        m_models.view.setClip(side, shared);
}

void WelcomeBinding::measure()
{
    if (m_timed)
        return;
    Recipe recipe = m_models.recipe.recipe();
    recipe.prompt = m_window.welcome()->example(0).toStdString();
    m_sampler.measure(recipe, [this, model = m_info.root](const Result<double> &seconds) {
        if (model != m_info.root)
            return;
        m_timed = true;
        m_seconds = seconds ? *seconds : 0.0;
        if (m_seconds > 0.0)
            Q_EMIT measured(m_seconds);
        showDevice();
        settle();
    });
}

void WelcomeBinding::showDevice()
{
    const Recipe &recipe = m_models.recipe.recipe();
    const auto device = resolveDevice(recipe.device);
    const bool cuda = device && *device != "cpu";
    const QString where =
        !device ? QString::fromStdString(device.error().message)
        : cuda  ? tr("%1.").arg(QString::fromStdString(*device).toUpper())
        : resolveDevice("cuda")
            ? tr("CPU, %1 threads.").arg(QThread::idealThreadCount())
            : tr("CPU, %1 threads. No CUDA device found:").arg(QThread::idealThreadCount());
    const double seconds = m_seconds * forwardsOf(recipe);
    const QString time = seconds >= 120.0 ? tr("%1 minutes").arg(seconds / 60.0, 0, 'f', 1)
                                          : tr("%1 s").arg(seconds, 0, 'f', seconds < 10.0 ? 1 : 0);
    const QString estimate =
        m_seconds > 0.0
            ? tr("a pair of %1 steps takes about %2 (measured).").arg(recipe.steps).arg(time)
        : m_timed ? tr("how long a pair takes shows with the first run.")
                  : tr("measuring how long a step takes…");
    m_window.welcome()->setDeviceLine(where + QLatin1Char(' ') + estimate);
}

void WelcomeBinding::noteExamples()
{
    std::vector<std::string> prompts;
    for (std::size_t i = 0; i < WelcomeCard::kExamples; ++i)
        prompts.push_back(m_window.welcome()->example(i).toStdString());
    const std::filesystem::path folder = m_info.folder(m_models.recipe.recipe().b.variant);
    inBackground(
        m_pool, this,
        [prompts, folder, limit = m_info.maxTokens]() -> Result<QStringList> {
            const auto language = loadLanguage(folder);
            if (!language)
                return tl::unexpected(language.error());
            QStringList notes;
            for (const std::string &prompt : prompts) {
                const auto tokens =
                    tokenize(prompt, (*language)->tokenizer, (*language)->density, limit);
                notes << (tokens ? rarestWords(tokens->words) : QString());
            }
            return notes;
        },
        [this](const Result<QStringList> &notes) {
            for (qsizetype i = 0; notes && i < notes->size(); ++i)
                m_window.welcome()->setExampleNote(static_cast<std::size_t>(i), notes->at(i));
        });
}

void WelcomeBinding::settle()
{
    if (m_noisy && m_timed)
        Q_EMIT settled();
}

bool WelcomeBinding::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || !m_window.welcome()->isOpen())
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool enter = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
                       (key->modifiers() & ~Qt::KeypadModifier) == 0;
    const bool typed =
        watched == m_window.prompt()->edit() && !m_window.prompt()->edit()->toPlainText().isEmpty();
    if (!enter || typed)
        return false;
    runExample(m_window.welcome()->example(0));
    return true;
}

} // namespace dare
