#include "app/cli/Progress.h"

#include "app/cli/Output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <type_traits>

namespace dare::cli
{
namespace
{

constexpr int kBarWidth = 24;
constexpr std::size_t kMaxNamedWords = 8;

/// "a, b, c and 12 more"
std::string named(const std::vector<std::string> &words)
{
    const std::size_t shown = std::min(words.size(), kMaxNamedWords);
    std::string out = fmt::format("{}", fmt::join(words.begin(), words.begin() + shown, ", "));
    if (words.size() > shown)
        out += fmt::format(" and {} more", words.size() - shown);
    return out;
}

/// Says which words a prompt loses at the token limit.
std::string lost(const std::vector<std::string> &cut)
{
    if (cut.empty())
        return {};
    return fmt::format(" from \"{}\" on, {} word{}", cut.front(), cut.size(),
                       cut.size() == 1 ? "" : "s");
}

int unknownSigns(const TokenSequence &tokens)
{
    int signs = 0;
    for (std::size_t i = 0; i < tokens.pieces.size(); ++i)
        signs += tokens.wordOfToken[i] < 0 && tokens.pieces[i] == "<unk>" ? 1 : 0;
    return signs;
}

} // namespace

std::vector<std::string> warningsOf(const Recipe &recipe, const TokenSequence &tokens)
{
    std::vector<std::string> lines;
    std::vector<std::string> cut;
    std::vector<std::string> unknown;
    for (const Word &word : tokens.words) {
        if (word.cut)
            cut.push_back(word.text);
        else if (!word.known)
            unknown.push_back(word.text);
    }
    if (tokens.untruncatedCount > tokens.limit)
        lines.push_back(
            fmt::format("warning: the prompt has {} tokens, the limit is {}: the rest is cut off{}",
                        tokens.untruncatedCount, tokens.limit, lost(cut)));
    if (!unknown.empty())
        lines.push_back("note: the model does not know " + named(unknown));
    if (const int signs = unknownSigns(tokens); signs > 0)
        lines.push_back(
            fmt::format("note: the model does not know {} sign{} outside words, such as "
                        "an emoji; it reads <unk> there",
                        signs, signs == 1 ? "" : "s"));
    for (const auto &[label, rho] : recipe.rho) {
        const bool there = std::any_of(tokens.words.begin(), tokens.words.end(),
                                       [&](const Word &word) { return word.label == label; });
        if (!there)
            lines.push_back(fmt::format("warning: --rho {}: the prompt has no such word", label));
    }
    return lines;
}

void Progress::show(const RunEvent &event)
{
    std::visit(
        [this](const auto &value) {
            using Event = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Event, RunStarted>)
                started(value);
            else if constexpr (std::is_same_v<Event, StepDone>)
                stepDone(value);
            else if constexpr (std::is_same_v<Event, RunLog>)
                line(value.line);
        },
        event);
}

void Progress::started(const RunStarted &event)
{
    m_path = event.path;
    m_steps = event.recipe.steps;
    m_firstStep = event.firstStep;
    for (const Side side : kSides) {
        SideProgress &progress = m_sides[static_cast<std::size_t>(side)];
        progress.runs = event.recipe.runs(side);
        progress.done = event.firstStep;
    }
    line("run " + event.path);
    for (const std::string &warning : warningsOf(event.recipe, event.tokens))
        line(warning);
    if (m_terminal)
        drawBar();
}

void Progress::stepDone(const StepDone &event)
{
    SideProgress &side = m_sides[static_cast<std::size_t>(event.side)];
    m_steps = event.totalSteps;
    side.done = event.metrics.step + 1;
    ++side.timed;
    side.seconds += event.metrics.seconds;
    if (m_terminal)
        drawBar();
    else if (event.metrics.step >= m_firstStep) // a resumed run repeats the steps it has
        line(fmt::format("side {}: step {}/{}, {}, {}", letter(event.side), side.done, m_steps,
                         durationText(event.metrics.seconds), timeLeft()));
}

double Progress::secondsLeft() const
{
    double left = 0.0;
    for (std::size_t i = 0; i < m_sides.size(); ++i) {
        // A side that has not started is taken to be as fast as the other one.
        const SideProgress &timed = m_sides[i].timed > 0 ? m_sides[i] : m_sides[1 - i];
        if (m_sides[i].runs && timed.timed > 0)
            left += (m_steps - m_sides[i].done) * timed.seconds / timed.timed;
    }
    return left;
}

std::string Progress::timeLeft() const
{
    const bool known = std::any_of(m_sides.begin(), m_sides.end(),
                                   [](const SideProgress &side) { return side.timed > 0; });
    return known ? durationText(secondsLeft()) + " left" : "";
}

void Progress::line(const std::string &text)
{
    clearBar();
    fmt::print(stderr, "{}\n", text);
    if (m_terminal && m_steps > 0)
        drawBar();
}

void Progress::clearBar()
{
    if (m_barShown)
        fmt::print(stderr, "\r\x1b[K");
    m_barShown = false;
    std::fflush(stderr);
}

void Progress::drawBar()
{
    int done = 0;
    int total = 0;
    std::string steps;
    for (const Side side : kSides) {
        const SideProgress &progress = m_sides[static_cast<std::size_t>(side)];
        if (!progress.runs)
            continue;
        done += progress.done;
        total += m_steps;
        steps += fmt::format("{} {}/{}  ", letter(side), progress.done, m_steps);
    }
    const int filled = total > 0 ? kBarWidth * done / total : 0;
    fmt::print(stderr, "\r\x1b[K{}[{:-<{}}]  {}", steps,
               std::string(static_cast<std::size_t>(filled), '#'), kBarWidth, timeLeft());
    std::fflush(stderr);
    m_barShown = true;
}

} // namespace dare::cli
