#include "widgets/viewer/TickText.h"

#include <cmath>

namespace dare
{

QString tickText(double value, bool withSign)
{
    if (value == 0.0)
        return QStringLiteral("0");
    QString number = QString::number(std::abs(value), 'g', 3);
    if (number.startsWith(QStringLiteral("0.")))
        number.remove(0, 1);
    if (value < 0.0)
        return QStringLiteral("−") + number;
    return withSign ? QStringLiteral("+") + number : number;
}

QString zoomText(double zoom)
{
    return QString::number(zoom, 'f', zoom < 1.0 ? 2 : 1) + QStringLiteral("×");
}

} // namespace dare
