#include "core/media/ExportCommand.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dare
{
namespace
{

/// Appends `--name value` where the value is not the default's.
class ArgumentList
{
public:
    void add(const std::string &option, const std::string &value)
    {
        m_arguments.push_back(option);
        m_arguments.push_back(value);
    }
    template <typename Value, typename Text>
    void unless(const std::string &option, const Value &value, const Value &fallback, Text text)
    {
        if (!(value == fallback))
            add(option, text(value));
    }
    void flag(bool on, const std::string &option)
    {
        if (on)
            m_arguments.push_back(option);
    }
    std::vector<std::string> take() { return std::move(m_arguments); }

private:
    std::vector<std::string> m_arguments{"export"};
};

std::string panesText(const ExportPlan &plan)
{
    std::vector<std::string_view> names;
    for (const ExportPane pane : plan.panes)
        names.push_back(name(pane));
    return fmt::format("{}", fmt::join(names, ","));
}

std::string labelsText(const ExportPlan &plan)
{
    std::vector<std::string_view> names;
    if (plan.labelSide)
        names.push_back("side");
    if (plan.labelSettings)
        names.push_back("settings");
    if (plan.labelPrompt)
        names.push_back("prompt");
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ","));
}

/// Digits enough to read the same float back.
std::string real(float value)
{
    return fmt::format("{}", value);
}

void addLook(ArgumentList &out, const ExportPlan &plan, const ExportPlan &standard)
{
    out.unless("--wipe-pos", plan.look.wipePos, standard.look.wipePos, real);
    out.unless("--wipe-angle", plan.look.wipeAngle, standard.look.wipeAngle, real);
    out.flag(plan.look.wipeMoves, "--wipe-moves");
    out.unless("--mix", plan.look.mix, standard.look.mix, real);
    out.unless("--gain", plan.look.gain, standard.look.gain, real);
    out.unless("--channels", plan.look.channels, standard.look.channels,
               [](DiffChannels value) { return std::string(name(value)); });
}

bool plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./,:=+%@").find(c) != std::string_view::npos;
}

} // namespace

std::vector<std::string> exportArguments(const ExportPlan &plan)
{
    const ExportPlan standard;
    const auto text = [](auto value) { return std::string(name(value)); };
    ArgumentList out;
    out.add("--a", plan.a);
    if (!plan.b.empty())
        out.add("--b", plan.b);
    out.add("--layout", std::string(name(plan.layout)));
    out.add("--panes", panesText(plan));
    out.unless("--word", plan.word, standard.word, [](const std::string &word) { return word; });
    out.unless("--side", plan.mapSide, standard.mapSide,
               [](Side side) { return std::string(1, letter(side)); });
    out.unless("--style", plan.style, standard.style, text);
    out.unless("--color-map", plan.colorMap, standard.colorMap, text);
    addLook(out, plan, standard);
    out.unless("--labels", labelsText(plan), labelsText(standard),
               [](const std::string &labels) { return labels; });
    out.unless("--strip", plan.strip, standard.strip, text);
    out.unless("--shift", plan.shift, standard.shift,
               [](int shift) { return std::to_string(shift); });
    if (plan.first != 0 || plan.last >= 0)
        out.add("--frames", fmt::format("{}-{}", plan.first + 1,
                                        plan.last < 0 ? "" : std::to_string(plan.last + 1)));
    out.add("--codec", std::string(name(plan.codec)));
    out.unless("--crf", plan.crf, standard.crf, [](int crf) { return std::to_string(crf); });
    out.unless("--fps", plan.fps, standard.fps, [](double fps) { return fmt::format("{}", fps); });
    out.unless("--size", plan.size, standard.size, text);
    out.flag(!plan.tag, "--no-tag");
    out.flag(!plan.sidecar, "--no-sidecar");
    out.add("--out", plan.path);
    return out.take();
}

std::string shellLine(const std::vector<std::string> &arguments)
{
    std::string out = "dare";
    for (const std::string &argument : arguments) {
        out += ' ';
        if (!argument.empty() && std::all_of(argument.begin(), argument.end(), plain)) {
            out += argument;
            continue;
        }
        out += '\'';
        for (const char c : argument)
            out += c == '\'' ? std::string("'\\''") : std::string(1, c);
        out += '\'';
    }
    return out;
}

} // namespace dare
