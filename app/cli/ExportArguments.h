#pragma once

#include "core/types/ExportPlan.h"
#include "core/types/Result.h"

#include <CLI/CLI.hpp>

#include <string>

namespace dare::cli
{

/// `dare export` as it was written.
struct ExportArguments {
    std::string run;
    std::string a;
    std::string b;
    std::string layout = "pair";
    std::string panes;
    std::string word;
    std::string side;
    std::string style = "overlay";
    std::string colorMap = "inferno";
    double wipePos = 0.5;
    double wipeAngle = 0.0;
    bool wipeMoves = false;
    double mix = 0.5;
    double gain = 4.0;
    std::string channels = "rgb";
    std::string labels = "side,settings,prompt";
    std::string strip = "none";
    int shift = 0;
    std::string frames;
    std::string codec;
    int crf = 16;
    std::string fps;
    std::string size = "enlarged";
    bool noTag = false;
    bool noSidecar = false;
    std::string out;
    bool json = false;
};

void addExportOptions(CLI::App &command, ExportArguments &arguments);

/// Fills what is left out: sides of RUN, panes of the layout, codec of the file's name.
/// @param hasA,hasB whether RUN has these sides; without a RUN both are false
/// @error InvalidArgument naming the option and what it takes
[[nodiscard]] Result<ExportPlan> planOf(const ExportArguments &arguments, bool hasA, bool hasB);

} // namespace dare::cli
