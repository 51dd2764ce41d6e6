#include "widgets/controls/Role.h"

#include <QLabel>
#include <QStyle>
#include <QVariant>

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

QLabel *roleLabel(const char *role, const QString &words)
{
    auto *out = new QLabel(words);
    out->setProperty("role", QString::fromLatin1(role));
    return out;
}

} // namespace dare
