#pragma once

#include "core/types/RunEvent.h"

#include <array>
#include <string>

namespace dare::cli
{

/// Shows a run on stderr: a bar with steps and time left on a terminal, plain lines otherwise.
class Progress
{
public:
    /// @param terminal whether stderr is one
    explicit Progress(bool terminal) : m_terminal(terminal) {}
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;
    ~Progress() { clearBar(); }

    /// Call it from one thread.
    void show(const RunEvent &event);
    /// The folder of the run, once it exists.
    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    struct SideProgress {
        bool runs = false;
        int done = 0;
        int timed = 0; ///< steps that `seconds` sums up
        double seconds = 0.0;
    };

    void started(const RunStarted &event);
    void stepDone(const StepDone &event);
    void line(const std::string &text);
    void clearBar();
    void drawBar();
    [[nodiscard]] double secondsLeft() const;
    [[nodiscard]] std::string timeLeft() const;

    bool m_terminal;
    bool m_barShown = false;
    int m_steps = 0;
    int m_firstStep = 0;
    std::string m_path;
    std::array<SideProgress, 2> m_sides;
};

/// What a user should know before a run's result: words cut off or unknown, a density override for
/// a word that is not there. One line each.
[[nodiscard]] std::vector<std::string> warningsOf(const Recipe &recipe,
                                                  const TokenSequence &tokens);

} // namespace dare::cli
