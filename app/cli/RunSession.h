#pragma once

#include "app/cli/ExitCode.h"
#include "core/runs/Engine.h"

#include <functional>
#include <string>

namespace dare::cli
{

/// What sample and resume share: progress on stderr, Ctrl+C, the report, the video.
struct RunSession {
    using Start = std::function<Result<RunOutcome>(Engine &, RunControl &, const EventSink &)>;

    bool json = false;
    std::string out; ///< FILE.mp4 or DIR/ for a finished run; empty: none

    /// @param start calls Engine::run() or Engine::resume()
    /// @return Cancelled after Ctrl+C; Done for a finished run, and for one that was asked to stop
    [[nodiscard]] ExitCode run(const Start &start) const;
};

} // namespace dare::cli
