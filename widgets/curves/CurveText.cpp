#include "widgets/curves/CurveText.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <map>

namespace dare
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("CurveText", text);
}

} // namespace

QString curveText(const Curve &curve)
{
    QStringList out;
    for (const auto &[step, value] : curve.points)
        out << QStringLiteral("%1:%2").arg(step).arg(value, 0, 'g', 6);
    return out.join(QLatin1Char(' '));
}

ParsedCurve parseCurve(const QString &text, const OptionSpec &spec, int steps)
{
    static const QRegularExpression gaps(QStringLiteral("[\\s,;]+"));
    static const QRegularExpression point(
        QStringLiteral("^(\\d+):([+-]?(?:\\d+\\.?\\d*|\\.\\d+))$"));
    std::map<int, double> points;
    for (const QString &part : text.split(gaps, Qt::SkipEmptyParts)) {
        const auto match = point.match(part);
        if (!match.hasMatch())
            return {{}, tr("\"%1\" is no point; write step:value, such as 0:0.4 8:1.6").arg(part)};
        const double value = match.captured(2).toDouble();
        if (value < spec.minimum || value > spec.maximum)
            return {{},
                    tr("%1 is not between %2 and %3")
                        .arg(match.captured(2))
                        .arg(spec.minimum)
                        .arg(spec.maximum)};
        points[std::min(match.captured(1).toInt(), std::max(0, steps - 1))] = value;
    }
    if (points.empty())
        return {{}, tr("no points; write step:value, such as 0:0.4 8:1.6")};
    return {Curve{{points.begin(), points.end()}}, {}};
}

} // namespace dare
