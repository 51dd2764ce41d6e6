#include "app/gui/RunViews.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kThumbPixels = 68; // 34 px at twice the density

QString number(const OptionSpec &row, double value)
{
    return QStringLiteral("%1 %2")
        .arg(QString::fromUtf8(row.symbol.data(), static_cast<qsizetype>(row.symbol.size())))
        .arg(value, 0, 'f', row.decimals);
}

QStringList differing(const Recipe &recipe, Side side)
{
    const Side other = side == Side::A ? Side::B : Side::A;
    QStringList out;
    for (const OptionSpec &row : kOptions) {
        const double value = recipe.side(side).value(row.option);
        const bool differs = !recipe.runs(other) || value != recipe.side(other).value(row.option);
        if (differs && value != row.fallback)
            out << number(row, value);
    }
    return out;
}

} // namespace

QString settingsOf(const Recipe &recipe, Side side)
{
    const QStringList values = differing(recipe, side);
    return values.isEmpty() ? number(spec(Option::W), recipe.side(side).value(Option::W))
                            : values.join(QStringLiteral("  "));
}

QString rowSettingsOf(const Recipe &recipe)
{
    const Side side = recipe.runB ? Side::B : Side::A;
    QStringList parts{QStringLiteral("seed %1").arg(recipe.seed)};
    parts << number(spec(Option::W), recipe.side(side).value(Option::W));
    for (const QString &value : differing(recipe, side)) {
        if (!value.startsWith(QStringLiteral("w ")))
            parts << value;
    }
    return parts.join(QStringLiteral(" · "));
}

double forwardsOf(const Recipe &recipe, Side side, int step)
{
    const SideOptions &options = recipe.side(side);
    if (options.at(Option::W, step) == 1.0)
        return 1.0;
    const double lambda = options.at(Option::Lambda, step);
    return lambda > 0.0 && lambda < 1.0 ? 3.0 : 2.0;
}

double forwardsOf(const Recipe &recipe)
{
    double out = 0.0;
    for (const Side side : kSides) {
        for (int step = 0; recipe.runs(side) && step < recipe.steps; ++step)
            out += forwardsOf(recipe, side, step);
    }
    return out;
}

RunView runViewOf(const Recipe &recipe, const std::vector<double> &sigmas, const ModelShape &shape,
                  const std::vector<SidePreset> &presets)
{
    RunView out;
    out.steps = recipe.steps;
    out.sigmas = sigmas;
    out.sides = {recipe.runA, recipe.runB};
    // Also what the recipe does not keep: it can be captured later, and is grey until then.
    out.layers = shape.blocks;
    out.heads = shape.heads;
    out.prompt = QString::fromStdString(recipe.prompt);
    for (const Side side : kSides) {
        ViewSource &source = out.sources[index(side)];
        source.side = side;
        source.preset = presetNameOf(presets, recipe.side(side), recipe.steps).toStdString();
        source.settings = settingsOf(recipe, side).toStdString();
    }
    return out;
}

QString shortNameOf(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    const qsizetype at = name.indexOf(QLatin1Char('_'));
    return at < 0 ? name : name.mid(at + 1);
}

QString titleOfFolder(const QString &path)
{
    QString name = shortNameOf(path);
    const qsizetype hash = name.lastIndexOf(QLatin1Char('_'));
    if (hash > 0)
        name.truncate(hash);
    return name.replace(QLatin1Char('-'), QLatin1Char(' '));
}

QString aboutText(double seconds)
{
    return seconds >= 90.0 ? QObject::tr("about %1 min").arg(qRound(seconds / 60.0))
                           : QObject::tr("about %1 s").arg(std::max(1, qRound(seconds)));
}

QString sizeText(std::uint64_t bytes, int decimals)
{
    return QLocale::c().formattedDataSize(static_cast<qint64>(bytes), decimals,
                                          QLocale::DataSizeSIFormat);
}

QString captureText(const CaptureWindow &capture)
{
    if (capture.words == CaptureWindow::Words::None)
        return QObject::tr("This run keeps no maps, only the mass of each word.");
    const auto choice = [](const IndexChoice &which, const QString &all, const QString &mean,
                           const QString &some) {
        return which.mode == IndexChoice::Mode::All    ? all
               : which.mode == IndexChoice::Mode::Mean ? mean
                                                       : some.arg(which.list.size());
    };
    const QString layers = choice(capture.layers, QObject::tr("Every layer"),
                                  QObject::tr("Layer mean"), QObject::tr("%1 layers"));
    const QString heads = choice(capture.heads, QObject::tr("every head"), QObject::tr("head mean"),
                                 QObject::tr("%1 heads"));
    const QString steps = choice(capture.steps, QObject::tr("all steps"), QObject::tr("step mean"),
                                 QObject::tr("%1 steps"));
    const QString words = capture.words == CaptureWindow::Words::All
                              ? QObject::tr("every word, end and pads")
                              : QObject::tr("%1 words").arg(capture.wordList.size());
    return QObject::tr("%1, %2, %3; %4.").arg(layers, heads, steps, words);
}

QStringList labelsOf(const std::vector<MapRow> &rows)
{
    QStringList out;
    for (const MapRow &row : rows)
        out << QString::fromStdString(row.label);
    return out;
}

QImage frameImage(const Clip &clip, int frame)
{
    if (clip.empty() || frame < 0 || frame >= clip.frames)
        return {};
    // The copy owns its pixels: the view of the clip's memory must not outlive the clip.
    return QImage(clip.frame(frame).data(), clip.width, clip.height, clip.width * 3,
                  QImage::Format_RGB888)
        .copy();
}

QImage thumbnailOf(const Clip &clip)
{
    const QImage image = frameImage(clip, clip.frames / 2);
    if (image.isNull())
        return image;
    const bool shrinks = image.width() > kThumbPixels || image.height() > kThumbPixels;
    return image.scaled(kThumbPixels, kThumbPixels, Qt::KeepAspectRatio,
                        shrinks ? Qt::SmoothTransformation : Qt::FastTransformation);
}

} // namespace dare
