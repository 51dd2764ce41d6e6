#pragma once

#include "app/cli/ExitCode.h"

#include <CLI/App.hpp>

#include <functional>

namespace dare::cli
{

/// What the chosen subcommand does, once the whole command line is known to be right.
using Action = std::function<ExitCode()>;

// Each adds one subcommand to the parser; choosing it on the command line fills `chosen`.
void addSample(CLI::App &app, Action &chosen);
void addTriage(CLI::App &app, Action &chosen);
void addSweep(CLI::App &app, Action &chosen);
void addResume(CLI::App &app, Action &chosen);
void addDecode(CLI::App &app, Action &chosen);
void addRuns(CLI::App &app, Action &chosen);
void addShow(CLI::App &app, Action &chosen);
void addRecipe(CLI::App &app, Action &chosen);
void addMaps(CLI::App &app, Action &chosen);
void addFigure(CLI::App &app, Action &chosen);
void addExport(CLI::App &app, Action &chosen);
void addModel(CLI::App &app, Action &chosen);
void addTokens(CLI::App &app, Action &chosen);
void addVerify(CLI::App &app, Action &chosen);
void addBench(CLI::App &app, Action &chosen);

} // namespace dare::cli
