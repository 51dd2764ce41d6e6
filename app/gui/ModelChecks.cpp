#include "app/gui/ModelChecks.h"

#include <QLocale>
#include <QObject>

#include <algorithm>

namespace dare
{

namespace
{

FileCheckRow rowOf(const FileCheck &file)
{
    FileCheckRow row;
    row.path = QString::fromStdString(file.path.empty() ? "." : file.path);
    row.good = file.problem.empty();
    if (row.good) {
        row.found = bytesText(file.bytes);
        if (!file.dtype.empty())
            row.found += QStringLiteral(", ") + QString::fromStdString(file.dtype);
        return row;
    }
    row.found =
        file.found ? QObject::tr("%1, damaged").arg(bytesText(file.bytes)) : QObject::tr("missing");
    row.advice = QString::fromStdString(file.problem);
    return row;
}

/// How many files of the list there are, and what usually makes one go missing.
QString adviceFor(const ModelInfo &info, const FileCheck &first, std::ptrdiff_t bad)
{
    const bool shard = first.path.find("-of-") != std::string::npos;
    QStringList parts;
    parts << QObject::tr("%1 of %2 expected files are as they should be.")
                 .arg(static_cast<std::ptrdiff_t>(info.files.size()) - bad)
                 .arg(info.files.size());
    if (first.found)
        parts << QObject::tr("The file %1.").arg(QString::fromStdString(first.problem));
    else if (shard)
        parts << QObject::tr("The index lists a shard that the folder does not hold. Most often a "
                             "download stopped early.");
    else
        parts << QObject::tr(
            "Most often a download stopped early, or this is one part of a model.");
    parts << (first.found ? QObject::tr("Replace it, then check again.")
                          : QObject::tr("Copy the file into the folder, then check again."));
    return parts.join(QLatin1Char(' '));
}

} // namespace

QString bytesText(std::uint64_t bytes)
{
    return QLocale::c().formattedDataSize(static_cast<qint64>(bytes), 2, QLocale::DataSizeSIFormat);
}

ModelCheck modelCheckOf(const QString &folder, const Result<ModelInfo> &info, const QString &kept)
{
    ModelCheck out;
    out.folder = folder;
    out.kept = kept;
    if (!info) {
        out.title = QObject::tr("%1 is no model folder").arg(folder);
        out.advice = QObject::tr("A model folder is what diffusers writes: model_index.json beside "
                                 "scheduler, tokenizer, text_encoder and transformer.");
        out.rows.push_back({QStringLiteral("model_index.json"), QObject::tr("missing"),
                            QString::fromStdString(info.error().message), false});
        return out;
    }
    std::transform(info->files.begin(), info->files.end(), std::back_inserter(out.rows), rowOf);
    const auto broken = [](const FileCheck &file) { return !file.problem.empty(); };
    const auto first = std::find_if(info->files.begin(), info->files.end(), broken);
    if (first == info->files.end())
        return out;
    const auto bad = std::count_if(info->files.begin(), info->files.end(), broken);
    const QString path = QString::fromStdString(first->path);
    out.title = first->found ? QObject::tr("%1 cannot be used").arg(path)
                             : QObject::tr("%1 is missing").arg(path);
    out.advice = adviceFor(*info, *first, bad);
    return out;
}

} // namespace dare
