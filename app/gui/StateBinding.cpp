#include "app/gui/StateBinding.h"

#include "app/gui/MainWindow.h"
#include "app/gui/ModelBinding.h"
#include "app/gui/RunPresenter.h"
#include "widgets/shell/ModelCheckCard.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

namespace dare
{

StateBinding::StateBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                           ModelBinding &model, QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_model(model)
{
    connect(window.sides()->runBox(), &QStackedWidget::currentChanged, this,
            &StateBinding::refresh);
    connect(window.modelCheck(), &OverlayCard::opened, this, &StateBinding::refresh);
    connect(window.modelCheck(), &OverlayCard::closed, this, &StateBinding::refresh);
    connect(window.welcome(), &OverlayCard::opened, this, &StateBinding::refresh);
    connect(window.welcome(), &OverlayCard::closed, this, &StateBinding::refresh);
    connect(&model, &ModelBinding::loadingChanged, this, &StateBinding::refresh);
    connect(&presenter, &RunPresenter::started, this, [this] {
        m_ended.clear();
        refresh();
    });
    connect(&presenter, &RunPresenter::settled, this, &StateBinding::takeEnd);
    connect(&models.runs, &QAbstractItemModel::modelReset, this, &StateBinding::refresh);
}

void StateBinding::setResumed(bool resumed)
{
    m_resumed = resumed;
    refresh();
}

void StateBinding::takeEnd(const QString &path)
{
    const RunRow *row = m_models.runs.row(m_models.runs.indexOf(path));
    m_ended.clear();
    if (row != nullptr && row->state == RunRow::State::Failed)
        m_ended = QStringLiteral("failed");
    if (row != nullptr && row->state == RunRow::State::Cancelled)
        m_ended = QStringLiteral("cancelled");
    refresh();
}

QString StateBinding::state() const
{
    constexpr int kRunning = 1; // pages of the run box
    constexpr int kPaused = 2;
    const int page = m_window.sides()->runBox()->currentIndex();
    if (page == kRunning)
        return QStringLiteral("running");
    if (page == kPaused)
        return QStringLiteral("paused");
    if (m_window.modelCheck()->isOpen())
        return QStringLiteral("refused");
    if (m_model.loading())
        return QStringLiteral("loading");
    if (m_resumed)
        return QStringLiteral("resumed");
    if (!m_ended.isEmpty())
        return m_ended;
    return m_window.welcome()->isOpen() && m_models.runs.runCount() == 0 ? QStringLiteral("empty")
                                                                         : QStringLiteral("ready");
}

void StateBinding::refresh()
{
    m_window.setState(state());
}

} // namespace dare
