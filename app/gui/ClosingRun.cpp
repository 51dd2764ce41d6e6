#include "app/gui/ClosingRun.h"

#include "app/gui/MainWindow.h"
#include "app/gui/SamplerBinding.h"

#include <QApplication>
#include <QCloseEvent>

namespace dare
{

ClosingRun::ClosingRun(MainWindow &window, SamplerBinding &sampler, QObject *parent)
    : QObject(parent), m_window(window), m_sampler(sampler)
{
    window.installEventFilter(this);
    connect(&sampler, &SamplerBinding::stopped, this, [this] {
        m_sampler.queue().flush();
        QCoreApplication::quit();
    });
}

bool ClosingRun::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != &m_window || event->type() != QEvent::Close || !(m_closing || m_sampler.busy()))
        return QObject::eventFilter(watched, event);
    event->ignore();
    if (m_closing)
        return true;
    m_closing = true;
    Q_EMIT m_window.aboutToClose();
    for (QWidget *each : QApplication::topLevelWidgets())
        each->hide();
    m_sampler.stopForGood();
    return true;
}

} // namespace dare
