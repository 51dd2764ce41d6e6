#include "widgets/controls/Role.h"

#include <QStyle>
#include <QVariant>
#include <QWidget>

namespace dare
{

void setRole(QWidget *widget, const char *role)
{
    if (widget->property("role").toString() == QLatin1String(role))
        return;
    widget->setProperty("role", QString::fromLatin1(role));
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace dare
