#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace dare::test
{

/// What a finished command left.
struct CommandResult {
    int exitCode = -1;
    bool crashed = false;
    QByteArray out;
    QString err;

    /// All of stdout as one JSON document; empty where it is anything else.
    [[nodiscard]] QJsonObject json() const;
};

/// The built `dare`, with data and cache folders that belong to the test alone.
class DareProgram
{
public:
    /// Runs a command to its end.
    [[nodiscard]] CommandResult run(const QStringList &arguments) const;
    /// Starts a command and waits until a line of stderr contains `text`.
    /// @return the running process; null where it ended before
    [[nodiscard]] std::unique_ptr<QProcess> startUntil(const QStringList &arguments,
                                                       const QString &text, QString *err) const;
    /// A path inside the test's folder.
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString runsFolder() const { return path("data/dare-workbench/runs"); }

private:
    [[nodiscard]] std::unique_ptr<QProcess> prepared() const;
    QTemporaryDir m_folder;
};

/// "run PATH" as a sampling command says on stderr.
[[nodiscard]] QString runPathIn(const QString &err);

/// A copy of a folder made of links, so that single files can be replaced.
/// @return false where a link could not be made
[[nodiscard]] bool linkTree(const QString &from, const QString &to);
/// Replaces one file of such a copy.
void replaceFile(const QString &path, const QByteArray &content);
[[nodiscard]] QByteArray readFile(const QString &path);

} // namespace dare::test
