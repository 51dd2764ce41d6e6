#include "app/gui/WindowKeys.h"

#include "app/gui/MainWindow.h"
#include "widgets/transport/TransportBar.h"

#include <QApplication>
#include <QKeyEvent>
#include <QShortcut>

#include <algorithm>

namespace dare
{

namespace
{

constexpr double kOpacityStep = 0.05;

/// Widgets that Tab stops at below `panel`, in the order of the present chain.
std::vector<QWidget *> tabStops(const QWidget *panel)
{
    std::vector<QWidget *> out;
    const QWidget *start = panel;
    for (QWidget *each = start->nextInFocusChain(); each != start;
         each = each->nextInFocusChain()) {
        if (panel->isAncestorOf(each) && (each->focusPolicy() & Qt::TabFocus) != 0 &&
            each->focusProxy() == nullptr && !each->isWindow())
            out.push_back(each);
    }
    return out;
}

} // namespace

WindowKeys::WindowKeys(ViewModels &models, MainWindow &window, TransportBar &transport)
    : QObject(&window), m_models(models), m_window(window), m_transport(transport)
{
    addShortcuts();
}

void WindowKeys::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto act) {
        connect(new QShortcut(keys, &m_window), &QShortcut::activated, this, act);
    };
    add(QKeySequence(QStringLiteral("Ctrl+Left")), [this] { stepWord(-1); });
    add(QKeySequence(QStringLiteral("Ctrl+Right")), [this] { stepWord(1); });
    for (int i = 1; i <= 9; ++i)
        add(QKeySequence(QStringLiteral("Alt+%1").arg(i)), [this, i] { selectWord(i - 1); });
    add(QKeySequence(QStringLiteral("F6")), [this] { nextPanel(1); });
    add(QKeySequence(QStringLiteral("Shift+F6")), [this] { nextPanel(-1); });
    add(QKeySequence(QStringLiteral("Alt+Return")), [this] { toggleFullScreen(); });
}

bool WindowKeys::press(const QKeyEvent *event)
{
    ViewModel &view = m_models.view;
    const bool compare = m_window.workspace() == AppHeader::Compare;
    switch (event->key()) {
    case Qt::Key_M:
        if ((event->modifiers() & Qt::ShiftModifier) == 0)
            return false; // the map on or off: the menu has it
        nextColorMap();
        return true;
    case Qt::Key_Minus:
    case Qt::Key_Equal:
        if (compare)
            return false;
        view.setOpacity(view.opacity() +
                        (event->key() == Qt::Key_Equal ? kOpacityStep : -kOpacityStep));
        return true;
    case Qt::Key_Space:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        return false; // only where nothing else has the focus
    default:
        return m_transport.handleKey(event->key(), event->modifiers());
    }
}

void WindowKeys::nextColorMap()
{
    const int count = static_cast<int>(ColorMapName::Grey) + 1;
    const int next = (static_cast<int>(m_models.view.spec().colorMap) + 1) % count;
    m_models.view.setColorMap(static_cast<ColorMapName>(next));
}

QStringList WindowKeys::contentWords() const
{
    QStringList out;
    const double tau = m_models.recipe.recipe().b.value(Option::Tau);
    for (const Word &word : m_models.prompt.tokens().words) {
        if (word.rho >= tau && !word.cut)
            out << QString::fromStdString(word.label);
    }
    return out;
}

void WindowKeys::selectWord(int index)
{
    const QStringList words = contentWords();
    if (index < words.size())
        m_models.view.selectWord(words[index]);
}

void WindowKeys::stepWord(int by)
{
    const QStringList words = m_models.view.words();
    if (words.isEmpty())
        return;
    const auto at = words.indexOf(m_models.view.selectedWord());
    const qsizetype next = at < 0 ? (by > 0 ? 0 : words.size() - 1)
                                  : std::clamp<qsizetype>(at + by, 0, words.size() - 1);
    m_models.view.selectWord(words[next]);
}

std::vector<QWidget *> WindowKeys::panels() const
{
    std::vector<QWidget *> out;
    for (const char *name :
         {"appHeader", "bannerBar", "dockRuns", "dockTokens", "dockModes", "promptPanel",
          "inspectToolbar", "compareToolbar", "viewer", "transport", "dockBottom", "dockMetrics",
          "dockSides", "dockLook", "dockCompare"}) {
        if (auto *panel = m_window.findChild<QWidget *>(QLatin1String(name)))
            out.push_back(panel);
    }
    return out;
}

void WindowKeys::orderTabs() const
{
    QWidget *last = nullptr;
    for (QWidget *panel : panels()) {
        std::vector<QWidget *> stops = tabStops(panel);
        if ((panel->focusPolicy() & Qt::TabFocus) != 0)
            stops.insert(stops.begin(), panel);
        for (QWidget *stop : stops) {
            if (last != nullptr)
                QWidget::setTabOrder(last, stop);
            last = stop;
        }
    }
}

void WindowKeys::nextPanel(int by)
{
    std::vector<QWidget *> shown;
    for (QWidget *panel : panels()) {
        const bool takes = (panel->focusPolicy() & Qt::TabFocus) != 0 || !tabStops(panel).empty();
        if (panel->isVisible() && takes)
            shown.push_back(panel);
    }
    if (shown.empty())
        return;
    const QWidget *focus = QApplication::focusWidget();
    const auto here = std::find_if(shown.begin(), shown.end(), [focus](const QWidget *panel) {
        return focus != nullptr && (panel == focus || panel->isAncestorOf(focus));
    });
    const auto count = static_cast<int>(shown.size());
    const int at = here == shown.end() ? (by > 0 ? -1 : 0) : static_cast<int>(here - shown.begin());
    QWidget *target = shown[static_cast<std::size_t>((at + by + count) % count)];
    if ((target->focusPolicy() & Qt::TabFocus) != 0)
        return target->setFocus(Qt::TabFocusReason);
    for (QWidget *stop : tabStops(target)) {
        if (stop->isVisible() && stop->isEnabled())
            return stop->setFocus(Qt::TabFocusReason);
    }
}

void WindowKeys::toggleFullScreen()
{
    if (m_window.isFullScreen())
        m_window.showNormal();
    else
        m_window.showFullScreen();
}

} // namespace dare
