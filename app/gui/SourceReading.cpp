#include "app/gui/SourceReading.h"

#include "core/models/ModelFolder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace dare
{

namespace
{

/// Names, sizes and evenly spread samples of a folder's files: encoders of several gigabytes are
/// told apart without being read whole. Empty where there is no such folder.
QString fingerprint(const QString &folder)
{
    constexpr int kSamples = 32;
    constexpr qint64 kSample = 4096;
    const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files, QDir::Name);
    if (files.isEmpty())
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QFileInfo &info : files) {
        hash.addData(info.fileName().toUtf8());
        hash.addData(QByteArray::number(info.size()));
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly))
            return {};
        for (int i = 0; i < kSamples; ++i) {
            file.seek(std::max<qint64>(0, info.size() - kSample) * i / (kSamples - 1));
            hash.addData(file.read(kSample));
        }
    }
    return QString::fromLatin1(hash.result().toHex());
}

QString encoderOf(const Recipe &recipe, Side side)
{
    const std::filesystem::path root =
        recipe.model.empty() ? embeddedModelFolder() : std::filesystem::path(recipe.model);
    const std::filesystem::path folder = root / recipe.side(side).variant / "text_encoder";
    return fingerprint(QString::fromStdString(folder.string()));
}

std::optional<SourceOrigin> originOf(const SourceClip &source)
{
    if (!source.recipe)
        return std::nullopt;
    SourceOrigin out;
    out.recipe = *source.recipe;
    out.side = source.name.side.value_or(source.recipe->runB ? Side::B : Side::A);
    out.encoder = encoderOf(*source.recipe, out.side);
    if (source.run) {
        out.model = QString::fromStdString(source.run->manifest().side(out.side).modelHash);
        out.noise = QString::fromStdString(source.run->manifest().noiseSha256);
    }
    return out;
}

} // namespace

CompareAnswer readAnswer(ClipCache &cache, const QString &id)
{
    CompareAnswer out;
    out.id = id;
    const Result<SourceClip> source = cache.read(sourceName(id.toStdString()));
    if (!source) {
        out.note = QString::fromStdString(source.error().text());
        out.source.preset = "cannot be shown";
        return out;
    }
    out.title = QString::fromStdString(source->title);
    out.source.preset = source->preset;
    out.source.settings = source->settings;
    out.source.run = source->name.text();
    out.clip = source->clip;
    out.origin = originOf(*source);
    return out;
}

} // namespace dare
