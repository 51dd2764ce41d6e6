#include "app/gui/SourceIds.h"

#include <QDir>
#include <QFileInfo>

namespace dare
{

QString sourceId(const QString &run, Side side)
{
    return run + QLatin1Char(':') + QLatin1Char(letter(side));
}

QString idOfDropped(const QString &path, Side side)
{
    const QFileInfo info(path);
    if (info.fileName() == QStringLiteral("run.json"))
        return sourceId(info.absolutePath(), side);
    if (info.isDir() && QFileInfo::exists(QDir(path).filePath(QStringLiteral("run.json"))))
        return sourceId(QDir(path).absolutePath(), side);
    return path;
}

bool sourceIsSide(const QString &id)
{
    return (id.endsWith(QStringLiteral(":a")) || id.endsWith(QStringLiteral(":b"))) &&
           !QFileInfo::exists(id);
}

} // namespace dare
