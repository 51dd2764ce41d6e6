#include "app/gui/ComparePage.h"

#include "app/gui/MainWindow.h"
#include "app/gui/PanelsMenu.h"
#include "app/gui/SourceIds.h"
#include "widgets/compare/CompareInput.h"
#include "widgets/compare/ComparePanel.h"
#include "widgets/compare/MetricTimeline.h"
#include "widgets/compare/ModesPanel.h"
#include "widgets/compare/SourceBar.h"
#include "widgets/shell/TabbedDock.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>

namespace dare
{

ComparePage::ComparePage(ViewModels &models, MainWindow &window, ViewerWidget *viewer,
                         QPlainTextEdit *log)
    : QObject(&window),
      m_models(models),
      m_window(window),
      m_bar(new SourceBar(&models.compare, &models.view)),
      m_modes(new ModesPanel(&models.compare, &models.view)),
      m_panel(new ComparePanel(&models.compare, &models.metrics)),
      m_input(new CompareInput(
          {&models.compare, &models.metrics, &models.view, viewer, m_panel->probe()}, &window)),
      m_tabs(new TabbedDock(QStringLiteral("compareTabs"))),
      m_worst(new QLabel),
      m_honesty(new QLabel)
{
    m_dockModes = addPanel(&m_window, QStringLiteral("dockModes"), tr("Mode"), m_modes,
                           Qt::LeftDockWidgetArea);
    m_dockCompare = addPanel(&m_window, QStringLiteral("dockCompare"), tr("Compare"), m_panel,
                             Qt::RightDockWidgetArea);
    buildBottom(log);
    connect(m_bar, &SourceBar::dropped, this, &ComparePage::drop);
    connect(m_bar, &SourceBar::exportRequested, &m_window, &MainWindow::exportRequested);
    connect(m_bar, &SourceBar::zoomWanted, m_input, &CompareInput::zoom);
    connect(viewer, &ViewerWidget::painted, this, [this, viewer] {
        if (m_models.view.workspace() == Workspace::Compare)
            m_bar->setFit(viewer->fitZoom());
    });
    setShown(false);
}

void ComparePage::buildBottom(QPlainTextEdit *log)
{
    m_tabs->addPage(new MetricTimeline(&m_models.metrics, &m_models.view), tr("Metrics per frame"));
    auto *region = new MetricTimeline(&m_models.regionMetrics, &m_models.view);
    region->setObjectName(QStringLiteral("regionMetrics"));
    region->setAccessibleName(tr("Metrics per frame within the region"));
    m_tabs->addPage(region, tr("Region"));
    auto *lines = new QPlainTextEdit;
    lines->setObjectName(QStringLiteral("compareLog"));
    lines->setAccessibleName(tr("Log"));
    lines->setReadOnly(true);
    lines->setFrameShape(QFrame::NoFrame);
    lines->setDocument(log->document()); // one log, seen from two pages
    m_tabs->addPage(lines, tr("Log"));
    auto *corner = new QWidget;
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 0, 8, 0);
    row->setSpacing(12);
    m_worst->setObjectName(QStringLiteral("metricWorst"));
    m_worst->setProperty("role", QStringLiteral("warn"));
    m_honesty->setObjectName(QStringLiteral("metricCaption"));
    m_honesty->setProperty("role", QStringLiteral("caption"));
    m_honesty->setText(tr("A against B: a difference, not a quality score"));
    m_honesty->setToolTip(tr("Frame k of A against frame k of B, as Compare shows them: sides that "
                             "were unlinked elsewhere are in step here"));
    row->addWidget(m_worst);
    row->addWidget(m_honesty);
    m_tabs->setCorner(corner);
    m_dockMetrics = addPanel(&m_window, QStringLiteral("dockMetrics"), tr("Metrics"), m_tabs,
                             Qt::BottomDockWidgetArea);
    connect(&m_models.metrics, &MetricsModel::changed, this, &ComparePage::refreshCaption);
    refreshCaption();
}

void ComparePage::refreshCaption()
{
    const int worst = m_models.metrics.worstFrame();
    m_worst->setVisible(worst >= 0);
    m_worst->setText(tr("frame %1 differs most").arg(worst + 1));
}

void ComparePage::setShown(bool shown)
{
    for (QDockWidget *dock : {m_dockModes, m_dockCompare, m_dockMetrics})
        dock->setVisible(shown);
    m_bar->setVisible(shown);
}

void ComparePage::setCompact(bool compact)
{
    m_compact = compact;
    m_bar->setCompact(compact);
    m_modes->setCompact(compact);
}

void ComparePage::fit()
{
    m_window.resizeDocks({m_dockModes, m_dockCompare},
                         m_compact ? QList<int>{148, 288} : QList<int>{208, 288}, Qt::Horizontal);
    m_window.resizeDocks({m_dockMetrics}, {m_compact ? 164 : 184}, Qt::Vertical);
}

void ComparePage::drop(int side, const QString &path)
{
    const QString id = idOfDropped(path, side == 0 ? Side::A : Side::B);
    if (side == 0)
        m_models.compare.setSourceA(id);
    else
        m_models.compare.setSourceB(id);
}

} // namespace dare
