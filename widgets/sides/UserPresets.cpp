#include "widgets/sides/UserPresets.h"

#include "widgets/curves/CurveText.h"

#include <QSettings>

#include <algorithm>

namespace dare
{

namespace
{

QString arrayName()
{
    return QStringLiteral("sides/presets");
}

QString keyOf(const OptionSpec &row, const char *what)
{
    return QStringLiteral("%1/%2").arg(
        QLatin1String(what),
        QString::fromUtf8(row.name.data(), static_cast<qsizetype>(row.name.size())));
}

} // namespace

std::vector<SidePreset> loadUserPresets()
{
    std::vector<SidePreset> out;
    QSettings settings;
    const int count = settings.beginReadArray(arrayName());
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        SidePreset preset;
        preset.user = true;
        preset.name = settings.value(QStringLiteral("name")).toString();
        preset.steps = std::clamp(settings.value(QStringLiteral("steps"), 16).toInt(), 1, 1000);
        preset.options.wordWeights = settings.value(QStringLiteral("wordWeights")).toBool();
        for (const OptionSpec &row : kOptions) {
            const double value = settings.value(keyOf(row, "value"), row.fallback).toDouble();
            preset.options.value(row.option) = std::clamp(value, row.minimum, row.maximum);
            const QString text = settings.value(keyOf(row, "curve")).toString();
            if (text.isEmpty() || !row.curve)
                continue;
            if (const ParsedCurve parsed = parseCurve(text, row, preset.steps);
                parsed.problem.isEmpty())
                preset.options.curves[row.option] = parsed.curve;
        }
        if (!preset.name.isEmpty())
            out.push_back(preset);
    }
    settings.endArray();
    return out;
}

void saveUserPresets(const std::vector<SidePreset> &presets)
{
    QSettings settings;
    settings.remove(arrayName());
    settings.beginWriteArray(arrayName(), static_cast<int>(presets.size()));
    for (std::size_t i = 0; i < presets.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        const SidePreset &preset = presets[i];
        settings.setValue(QStringLiteral("name"), preset.name);
        settings.setValue(QStringLiteral("steps"), preset.steps);
        settings.setValue(QStringLiteral("wordWeights"), preset.options.wordWeights);
        for (const OptionSpec &row : kOptions) {
            settings.setValue(keyOf(row, "value"), preset.options.value(row.option));
            const auto curve = preset.options.curves.find(row.option);
            if (curve != preset.options.curves.end())
                settings.setValue(keyOf(row, "curve"), curveText(curve->second));
        }
    }
    settings.endArray();
}

} // namespace dare
