#include "widgets/attention/CaptureMorePanel.h"

#include "widgets/attention/InspectModel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>

namespace dare
{

namespace
{

QString costText(const CaptureOffer &offer)
{
    const QString size = offer.megabytes < 10.0 ? QString::number(offer.megabytes, 'f', 1)
                                                : QString::number(offer.megabytes, 'f', 0);
    const QString time = offer.seconds <= 0.0 ? QObject::tr("time not measured yet")
                         : offer.seconds < 10.0
                             ? QObject::tr("about %1 s").arg(offer.seconds, 0, 'f', 1)
                             : QObject::tr("about %1 s").arg(offer.seconds, 0, 'f', 0);
    return QObject::tr("%1 MB, %2").arg(size, time);
}

} // namespace

CaptureMorePanel::CaptureMorePanel(InspectModel *inspect, QWidget *parent)
    : QWidget(parent),
      m_inspect(inspect),
      m_size(new QLabel(this)),
      m_what(new QLabel(tr("Open or start a run to see where its words look."), this)),
      m_progress(new QLabel(this)),
      m_more(new QPushButton(tr("Capture more…"), this)),
      m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("captureMorePanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    auto *row = new QHBoxLayout;
    auto *title = new QLabel(tr("Captured"), this);
    title->setProperty("role", QStringLiteral("title"));
    m_size->setObjectName(QStringLiteral("captureSize"));
    m_size->setProperty("role", QStringLiteral("mono"));
    m_what->setObjectName(QStringLiteral("captureInfo"));
    m_what->setProperty("role", QStringLiteral("caption"));
    m_what->setWordWrap(true);
    m_progress->setObjectName(QStringLiteral("captureProgress"));
    m_progress->setProperty("role", QStringLiteral("caption"));
    m_more->setObjectName(QStringLiteral("captureMore"));
    m_menu->setObjectName(QStringLiteral("captureMenu"));
    row->addWidget(title, 1);
    row->addWidget(m_size);
    column->addLayout(row);
    column->addWidget(m_what);
    column->addWidget(m_progress);
    column->addWidget(m_more);
    connect(m_more, &QPushButton::clicked, this, &CaptureMorePanel::press);
    connect(m_menu, &QMenu::aboutToShow, this, &CaptureMorePanel::fillMenu);
    connect(inspect, &InspectModel::captureChanged, this, &CaptureMorePanel::refresh);
    refresh();
}

void CaptureMorePanel::setInfo(const QString &size, const QString &what)
{
    m_size->setText(size);
    m_what->setText(what);
}

void CaptureMorePanel::press()
{
    if (m_inspect->capturing().isEmpty())
        offer();
    else
        m_inspect->cancelCapture();
}

void CaptureMorePanel::offer()
{
    if (m_more->isEnabled() && m_inspect->capturing().isEmpty())
        m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

void CaptureMorePanel::fillMenu()
{
    m_menu->clear();
    for (const CaptureOffer &offer : m_inspect->offers()) {
        QAction *action = m_menu->addAction(offer.text + QStringLiteral("  ·  ") + costText(offer));
        connect(action, &QAction::triggered, m_inspect,
                [this, window = offer.window] { Q_EMIT m_inspect->captureWanted(window); });
    }
}

void CaptureMorePanel::refresh()
{
    if (!m_inspect->captureText().isEmpty()) {
        const QString size = QLocale::c().formattedDataSize(
            static_cast<qint64>(m_inspect->capture().bytes), 0, QLocale::DataSizeSIFormat);
        setInfo(tr("%1 on disk").arg(size), m_inspect->captureText());
    }
    m_progress->setText(m_inspect->capturing());
    m_progress->setVisible(!m_inspect->capturing().isEmpty());
    refreshButton();
}

void CaptureMorePanel::refreshButton()
{
    if (!m_inspect->capturing().isEmpty()) {
        const bool stopping = m_inspect->cancellingCapture();
        m_more->setEnabled(!stopping);
        m_more->setText(stopping ? tr("Cancelling after this step") : tr("Cancel"));
        m_more->setAccessibleName(tr("Cancel capturing"));
        m_more->setToolTip(tr("Stops between two steps: the run stays as it is, and steps that are "
                              "done keep their maps"));
        return;
    }
    m_more->setEnabled(!m_inspect->offers().empty());
    m_more->setText(tr("Capture more…"));
    m_more->setAccessibleName(tr("Capture more maps"));
    m_more->setToolTip(m_inspect->offers().empty()
                           ? tr("Nothing is missing, or the run is still going on")
                           : tr("Computes maps that were not kept from the stored latents, and "
                                "proves by hash that the run did not change"));
}

} // namespace dare
