// What keys do that are no menu's: letters, the axis, and Esc.
#include "app/gui/MainWindow.h"

#include "app/gui/WindowKeys.h"
#include "widgets/shell/KeysOverlay.h"
#include "widgets/shell/ModelCheckCard.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/transport/TransportBar.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace dare
{

namespace
{

bool takesText(const QWidget *widget)
{
    return qobject_cast<const QLineEdit *>(widget) != nullptr ||
           qobject_cast<const QPlainTextEdit *>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(widget) != nullptr;
}

} // namespace

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    const QWidget *focus = QApplication::focusWidget();
    if (event->key() == Qt::Key_Escape) {
        if (takesText(focus))
            m_viewer->setFocus();
        else
            escape();
        return;
    }
    const bool letters = !takesText(focus) &&
                         qobject_cast<const QAbstractItemView *>(focus) == nullptr &&
                         qobject_cast<const QComboBox *>(focus) == nullptr;
    if (letters && (event->modifiers() & ~Qt::ShiftModifier) == 0 &&
        (m_keys->press(event) || handleLetter(event->key())))
        return;
    if (event->matches(QKeySequence::Copy) && (focus == m_viewer || focus == nullptr)) {
        Q_EMIT copyRequested();
        return;
    }
    const bool free =
        focus == nullptr || focus == this || focus == m_viewer || m_transport->isAncestorOf(focus);
    if (free && m_transport->handleKey(event->key(), event->modifiers()))
        return;
    QMainWindow::keyPressEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        showDocks(); // full screen hides them
}

bool MainWindow::handleLetter(int key)
{
    ViewModel &view = m_models.view;
    switch (key) {
    case Qt::Key_S:
        view.setSwapped(!view.swapped());
        return true;
    case Qt::Key_M:
        view.setMapOn(!view.mapOn());
        return true;
    case Qt::Key_R:
        m_viewer->fit();
        return true;
    case Qt::Key_T:
        view.setNearest(!view.nearest());
        return true;
    case Qt::Key_G:
        view.region()->setToolOn(!view.region()->toolOn());
        return true;
    case Qt::Key_F:
        Q_EMIT stillRequested();
        return true;
    default:
        return false;
    }
}

void MainWindow::escape()
{
    if (m_keysOverlay->isOpen())
        m_keysOverlay->close();
    else if (m_modelCheck->isOpen() || m_welcome->isOpen())
        m_modelCheck->isOpen() ? m_modelCheck->close() : m_welcome->close();
    else if (isFullScreen())
        showNormal();
    else if (m_workspace == AppHeader::Inspect && !m_models.view.region()->empty())
        m_models.view.region()->clear();
    else
        m_sides->runBox()->askToCancel();
}

} // namespace dare
