#include "core/prompt/PromptSyntax.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace dare
{

namespace
{

struct OpenGroup {
    std::size_t at = 0;               ///< its `(`
    std::optional<std::size_t> colon; ///< the last `:` at its own level
};

[[nodiscard]] bool isEscapable(char16_t unit)
{
    return unit == u'(' || unit == u')' || unit == u'\\';
}

/// @return the number that makes up all of `text` but for spaces around it
[[nodiscard]] std::optional<double> readNumber(std::u16string_view text)
{
    std::string ascii;
    for (const char16_t unit : text) {
        if (unit > 0x7E)
            return std::nullopt;
        ascii.push_back(static_cast<char>(unit));
    }
    const std::size_t first = ascii.find_first_not_of(' ');
    if (first == std::string::npos)
        return std::nullopt;
    const std::size_t last = ascii.find_last_not_of(' ');
    const char *begin = ascii.data() + first + (ascii[first] == '+' ? 1 : 0);
    const char *end = ascii.data() + last + 1;
    double value = 0.0;
    const auto [stop, code] = std::from_chars(begin, end, value);
    if (stop != end || begin == end)
        return std::nullopt;
    return code == std::errc::result_out_of_range ? kLargestWordWeight * 2.0 : value;
}

[[nodiscard]] TextRange range(std::size_t begin, std::size_t end)
{
    return {static_cast<int>(begin), static_cast<int>(end)};
}

[[nodiscard]] tl::unexpected<Error> syntaxFailure(std::string message)
{
    return failure(ErrorCode::InvalidArgument, std::move(message), "prompt");
}

/// Walks over the prompt once; groups still open wait on a stack, so depth costs no recursion.
class Parser
{
public:
    explicit Parser(std::u16string typed)
        : m_typed(std::move(typed)), m_markup(m_typed.size(), false)
    {
        m_result.weightAt.assign(m_typed.size(), 1.0);
    }

    Result<PromptSyntax> parse()
    {
        for (std::size_t at = 0; at < m_typed.size(); ++at) {
            const char16_t unit = m_typed[at];
            if (unit == u'\\' && at + 1 < m_typed.size() && isEscapable(m_typed[at + 1])) {
                m_result.escapes.push_back(range(at, at + 1));
                m_markup[at] = true;
                ++at;
            } else if (unit == u'(') {
                m_open.push_back({at, std::nullopt});
            } else if (unit == u':' && !m_open.empty()) {
                m_open.back().colon = at;
            } else if (unit == u')') {
                if (auto closed = closeGroup(at); !closed)
                    return tl::unexpected(closed.error());
            }
        }
        return finish();
    }

private:
    Result<void> closeGroup(std::size_t at)
    {
        if (m_open.empty())
            return syntaxFailure(fmt::format("the ) at character {} closes nothing; remove it, or "
                                             "write \\) for a literal one",
                                             at + 1));
        const OpenGroup group = m_open.back();
        m_open.pop_back();
        if (!group.colon)
            return {};
        const auto digits =
            std::u16string_view(m_typed).substr(*group.colon + 1, at - *group.colon - 1);
        const std::optional<double> weight = readNumber(digits);
        if (!weight)
            return {};
        if (!(*weight >= 0.0 && *weight <= kLargestWordWeight))
            return syntaxFailure(fmt::format("the word weight \"{}\" at character {} is outside "
                                             "0..10; choose one in that range, or "
                                             "write \\( and \\) for literal parentheses",
                                             toUtf8(digits), *group.colon + 2));
        addSpan(group, at, *weight);
        return {};
    }

    void addSpan(const OpenGroup &group, std::size_t close, double weight)
    {
        const std::size_t colon = *group.colon;
        m_result.spans.push_back({range(group.at + 1, colon), weight, range(group.at, group.at + 1),
                                  range(colon, close + 1)});
        m_markup[group.at] = true;
        for (std::size_t at = colon; at <= close; ++at)
            m_markup[at] = true;
        for (std::size_t at = group.at + 1; at < colon; ++at)
            m_result.weightAt[at] *= weight;
    }

    Result<PromptSyntax> finish()
    {
        if (!m_open.empty())
            return syntaxFailure(fmt::format("the ( at character {} is never closed; close it, or "
                                             "write \\( for a literal one",
                                             m_open.back().at + 1));
        const MappedText all(m_typed);
        for (std::size_t at = 0; at < m_typed.size(); ++at) {
            double &weight = m_result.weightAt[at];
            if (m_markup[at]) {
                weight = 1.0;
                continue;
            }
            if (!(weight <= kLargestWordWeight))
                return syntaxFailure(fmt::format("the nested word weights at character {} multiply "
                                                 "to {:g}, outside 0..10; lower one of them",
                                                 at + 1, weight));
            m_result.plain.append(all, at, at + 1);
        }
        return std::move(m_result);
    }

    std::u16string m_typed;
    std::vector<bool> m_markup; ///< one per code unit typed
    std::vector<OpenGroup> m_open;
    PromptSyntax m_result;
};

} // namespace

double PromptSyntax::weight(TextRange word) const
{
    for (int at = word.begin; at < word.end; ++at) {
        if (weightAt[static_cast<std::size_t>(at)] != 1.0)
            return weightAt[static_cast<std::size_t>(at)];
    }
    return 1.0;
}

Result<PromptSyntax> parsePrompt(std::string_view prompt)
{
    if (const std::size_t bad = firstInvalidUtf8(prompt); bad != std::string_view::npos)
        return syntaxFailure(
            fmt::format("byte {} is no valid UTF-8; save the prompt as UTF-8", bad + 1));
    return Parser(toUtf16(prompt)).parse();
}

} // namespace dare
