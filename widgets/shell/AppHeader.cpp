#include "widgets/shell/AppHeader.h"

#include "widgets/shell/PillButton.h"
#include "widgets/shell/UnderlineTabs.h"
#include "widgets/theme/Icons.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QTabBar>
#include <QToolButton>

namespace dare
{

namespace
{

/// A hollow square behind a filled one: sides A and B.
class Logo : public QWidget
{
public:
    Logo() { setFixedSize(18, 18); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(currentTheme().sideA, 1.5));
        painter.drawRoundedRect(QRectF(0.75, 0.75, 10.5, 10.5), 3, 3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(currentTheme().accent);
        painter.drawRoundedRect(QRectF(6, 6, 12, 12), 3, 3);
    }
};

} // namespace

AppHeader::AppHeader(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("appHeader"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(40);
    auto *title = new QLabel(QStringLiteral("DARE"));
    title->setObjectName(QStringLiteral("appTitle"));
    m_menuBar = new QMenuBar;
    m_menuBar->setObjectName(QStringLiteral("menuBar"));
    m_menuBar->setNativeMenuBar(false);
    m_menuBar->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_left = new QWidget;
    auto *left = new QHBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(8);
    left->addWidget(new Logo);
    left->addWidget(title);
    left->addSpacing(8);
    left->addWidget(m_menuBar, 0, Qt::AlignVCenter);

    m_tabs = new UnderlineTabs(39, 20, 12);
    m_tabs->setObjectName(QStringLiteral("workspaceTabs"));
    m_tabs->setAccessibleName(tr("Workspace"));
    m_tabs->addTab(tr("Explore"));
    m_tabs->addTab(tr("Inspect"));
    m_tabs->addTab(tr("Compare"));
    m_tabs->setTabToolTip(Explore, tr("Prompt to running pair (Ctrl+1)"));
    m_tabs->setTabToolTip(Inspect, tr("Where each word looks, before and after (Ctrl+2)"));
    m_tabs->setTabToolTip(Compare, tr("Differences between runs (comes later)"));

    buildButtons();
    m_spacer = new QWidget;
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(0);
    row->addWidget(m_left);
    row->addWidget(m_spacer);
    row->addWidget(m_tabs, 0, Qt::AlignTop);
    row->addStretch(1);
    row->addWidget(m_export);
    row->addSpacing(8);
    row->addWidget(m_model);
    row->addWidget(m_cancelLoading);
    row->addSpacing(8);
    row->addWidget(m_deviceButton);
    setModel(tr("no model"), {}, {});
    setDeviceText(tr("CPU"));
}

void AppHeader::buildButtons()
{
    m_export = new QToolButton;
    m_export->setObjectName(QStringLiteral("exportButton"));
    m_export->setIcon(themedIcon(QStringLiteral("export")));
    m_export->setFixedSize(28, 28);
    m_export->setToolTip(tr("Export what is seen as a video (Ctrl+E)"));
    m_export->setAccessibleName(tr("Export"));
    connect(m_export, &QToolButton::clicked, this, &AppHeader::exportRequested);
    m_model = new PillButton(QStringLiteral("folder"), true);
    m_model->setObjectName(QStringLiteral("modelButton"));
    m_model->setToolTip(tr("The model, its variants, and other model folders"));
    m_model->setAccessibleName(tr("Model"));
    m_model->setMenu(new QMenu(m_model));
    connect(m_model->menu(), &QMenu::aboutToShow, this, &AppHeader::buildModelMenu);
    m_cancelLoading = new QToolButton;
    m_cancelLoading->setObjectName(QStringLiteral("modelCancel"));
    m_cancelLoading->setIcon(themedIcon(QStringLiteral("x")));
    m_cancelLoading->setFixedSize(24, 24);
    m_cancelLoading->setToolTip(tr("Stop reading the new model; the one in use stays"));
    m_cancelLoading->setAccessibleName(tr("Cancel loading the model"));
    m_cancelLoading->hide();
    connect(m_cancelLoading, &QToolButton::clicked, this, &AppHeader::cancelLoadingRequested);
    m_deviceButton = new PillButton(QStringLiteral("cpu"), false);
    m_deviceButton->setObjectName(QStringLiteral("deviceButton"));
    m_deviceButton->setToolTip(tr("Where runs are computed, and how memory is used"));
    m_deviceButton->setAccessibleName(tr("Device"));
    m_deviceButton->setMeter(0.0);
    m_deviceButton->setMenu(new QMenu(m_deviceButton));
    connect(m_deviceButton->menu(), &QMenu::aboutToShow, this, &AppHeader::buildDeviceMenu);
}

void AppHeader::setModel(const QString &name, const QString &size, const QStringList &facts)
{
    m_model->setName(name);
    m_modelSize = size;
    showLoaded();
    m_modelFacts = facts;
    placeTabs();
}

void AppHeader::setRecentModels(const QStringList &folders)
{
    m_recentModels = folders;
}

void AppHeader::buildModelMenu()
{
    QMenu *menu = m_model->menu();
    menu->clear();
    for (const QString &fact : m_modelFacts)
        menu->addAction(fact)->setEnabled(false);
    menu->addSeparator();
    menu->addAction(tr("Open model folder…"), this, &AppHeader::openModelRequested);
    menu->addAction(tr("Use the embedded model"), this, &AppHeader::embeddedModelRequested);
    if (m_recentModels.isEmpty())
        return;
    menu->addSeparator();
    menu->addAction(tr("Opened lately"))->setEnabled(false);
    for (const QString &folder : m_recentModels)
        menu->addAction(folder, this, [this, folder] { Q_EMIT recentModelRequested(folder); });
}

void AppHeader::showLoading(quint64 read, quint64 total)
{
    constexpr double kGigabyte = 1e9;
    m_model->setMeter(total > 0 ? static_cast<double>(read) / static_cast<double>(total) : 0.0);
    m_model->setDetail(QStringLiteral("%1 / %2 GB")
                           .arg(static_cast<double>(read) / kGigabyte, 0, 'f', 2)
                           .arg(static_cast<double>(total) / kGigabyte, 0, 'f', 2));
    m_cancelLoading->show();
    placeTabs();
}

void AppHeader::showLoaded()
{
    m_model->setMeter(-1.0);
    m_model->setDetail(m_modelSize);
    m_cancelLoading->hide();
    placeTabs();
}

void AppHeader::setDevice(const QString &device, MemoryMode memory)
{
    m_device = device;
    m_memory = memory;
}

void AppHeader::buildDeviceMenu()
{
    QMenu *menu = m_deviceButton->menu();
    menu->clear();
    auto *devices = new QActionGroup(menu);
    const std::pair<QString, QString> names[] = {{tr("Automatic"), QStringLiteral("auto")},
                                                 {tr("CPU"), QStringLiteral("cpu")},
                                                 {tr("CUDA"), QStringLiteral("cuda")}};
    for (const auto &[words, device] : names) {
        QAction *action =
            menu->addAction(words, this, [this, name = device] { Q_EMIT deviceChosen(name); });
        action->setCheckable(true);
        action->setChecked(m_device == device);
        devices->addAction(action);
    }
    menu->addSeparator();
    auto *modes = new QActionGroup(menu);
    const std::pair<QString, MemoryMode> memories[] = {
        {tr("Memory: automatic"), MemoryMode::Auto},
        {tr("Memory: keep everything loaded"), MemoryMode::Resident},
        {tr("Memory: lean"), MemoryMode::Lean},
        {tr("Memory: stream the blocks"), MemoryMode::Streamed}};
    for (const auto &[words, mode] : memories) {
        QAction *action = menu->addAction(
            words, this, [this, chosen = mode] { Q_EMIT memoryModeChosen(chosen); });
        action->setCheckable(true);
        action->setChecked(m_memory == mode);
        modes->addAction(action);
    }
}

void AppHeader::setMemory(double used, double total)
{
    constexpr double kGigabyte = 1e9;
    m_deviceButton->setMeter(total > 0.0 ? used / total : 0.0);
    m_deviceButton->setDetail(QStringLiteral("%1 / %2 GB")
                                  .arg(used / kGigabyte, 0, 'f', 1)
                                  .arg(total / kGigabyte, 0, 'f', 0));
    placeTabs();
}

void AppHeader::setDeviceText(const QString &text)
{
    m_deviceButton->setName(text);
    placeTabs();
}

void AppHeader::setExportEnabled(bool enabled)
{
    m_export->setEnabled(enabled);
}

void AppHeader::setCompact(bool compact, bool narrow)
{
    m_model->setCompact(compact);
    m_deviceButton->setCompact(compact);
    m_deviceButton->setIconOnly(narrow);
    placeTabs();
}

void AppHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeTabs();
}

void AppHeader::placeTabs()
{
    // Centred in the window where there is room, else as far left as the menus allow.
    const int left = layout()->contentsMargins().left() + m_left->sizeHint().width();
    m_spacer->setFixedWidth(qMax(8, width() / 2 - m_tabs->sizeHint().width() / 2 - left));
}

} // namespace dare
