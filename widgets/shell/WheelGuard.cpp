#include "widgets/shell/WheelGuard.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QEvent>
#include <QScrollBar>

namespace dare
{

bool WheelGuard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Wheel || !watched->isWidgetType())
        return false;
    auto *widget = static_cast<QWidget *>(watched);
    const bool edits = qobject_cast<QAbstractSpinBox *>(widget) != nullptr ||
                       qobject_cast<QComboBox *>(widget) != nullptr ||
                       (qobject_cast<QAbstractSlider *>(widget) != nullptr &&
                        qobject_cast<QScrollBar *>(widget) == nullptr);
    if (!edits || widget->hasFocus())
        return false;
    event->ignore(); // the parent gets it
    return true;
}

} // namespace dare
