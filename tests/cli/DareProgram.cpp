#include "tests/cli/DareProgram.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QRegularExpression>

namespace dare::test
{
namespace
{

constexpr int kPatienceMs = 120'000;

} // namespace

QJsonObject CommandResult::json() const
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(out, &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

std::unique_ptr<QProcess> DareProgram::prepared() const
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_DATA_HOME", path("data"));
    environment.insert("XDG_CACHE_HOME", path("cache"));
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(m_folder.path());
    process->setProgram(QStringLiteral(DARE_PROGRAMS "/dare"));
    return process;
}

CommandResult DareProgram::run(const QStringList &arguments) const
{
    const auto process = prepared();
    process->setArguments(arguments);
    process->start();
    CommandResult result;
    if (!process->waitForFinished(kPatienceMs)) {
        process->kill();
        process->waitForFinished();
        result.crashed = true;
        result.err = "did not start, or did not end: " + process->errorString();
        return result;
    }
    result.crashed = process->exitStatus() != QProcess::NormalExit;
    result.exitCode = process->exitCode();
    result.out = process->readAllStandardOutput();
    result.err = QString::fromUtf8(process->readAllStandardError());
    return result;
}

std::unique_ptr<QProcess> DareProgram::startUntil(const QStringList &arguments, const QString &text,
                                                  QString *err) const
{
    auto process = prepared();
    process->setArguments(arguments);
    process->setReadChannel(QProcess::StandardError); // what waitForReadyRead() waits for
    process->start();
    while (!err->contains(text)) {
        if (!process->waitForReadyRead(kPatienceMs))
            return nullptr;
        *err += QString::fromUtf8(process->readAllStandardError());
    }
    return process;
}

QString runPathIn(const QString &err)
{
    static const QRegularExpression line("^run (.+)$", QRegularExpression::MultilineOption);
    return line.match(err).captured(1);
}

bool linkTree(const QString &from, const QString &to)
{
    bool linked = QDir().mkpath(to);
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString target = to + file.mid(from.size());
        linked = linked && QDir().mkpath(QFileInfo(target).path()) && QFile::link(file, target);
    }
    return linked;
}

void replaceFile(const QString &path, const QByteArray &content)
{
    QFile::remove(path); // the link, not what it points to
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(content);
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace dare::test
