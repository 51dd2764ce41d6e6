#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace dare
{

/// What `dare-workbench` was asked to show.
struct CommandLine {
    QString workspace = QStringLiteral("explore"); ///< explore | inspect | compare
    bool exportDialog = false; ///< open it once a run is shown
    int compareMode = -1;                          ///< CompareMode; -1: not given
    QString open;                                  ///< run folder
    QString selectWord;
    int step = 0;  ///< from 1; 0: not given
    int frame = 0; ///< from 1; 0: not given
    QSize size;
    QString theme; ///< dark | light; empty: as chosen or the desktop
    QString model;
    QString openModel; ///< folder to open after the start, as from the menu
    QString runs;
    QString prompt;
    bool hasPrompt = false;
    bool run = false;
    bool keepSession = false; ///< reads and keeps the recipe, prompts and looks of the last session
    QString screenshot;
    QString state; ///< of the window when the picture is taken; empty: once it is at rest
    bool benchUi = false;
    bool quick = false; ///< short stages of the bench
};

struct CommandLineOutcome {
    CommandLine options;
    QString text; ///< help or version, to print on stdout
    QString error;
    bool proceed = true;
    int exitCode = 0;
};

/// @param arguments with the program's name first
[[nodiscard]] CommandLineOutcome parseCommandLine(const QStringList &arguments);

} // namespace dare
