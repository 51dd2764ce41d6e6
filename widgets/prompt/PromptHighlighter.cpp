#include "widgets/prompt/PromptHighlighter.h"

#include "widgets/prompt/PromptModel.h"
#include "widgets/theme/Theme.h"

#include <QTextBlock>

#include <algorithm>
#include <vector>

namespace dare
{

PromptHighlighter::PromptHighlighter(QTextDocument *document, const PromptModel *model)
    : QSyntaxHighlighter(document), m_model(model)
{
}

void PromptHighlighter::highlightBlock(const QString &text)
{
    QTextCharFormat weighted;
    weighted.setForeground(currentTheme().accent);
    weighted.setFontWeight(QFont::Medium);
    struct Group {
        int open;
        int colon;
    };
    std::vector<Group> groups;
    const int length = static_cast<int>(text.size());
    for (int at = 0; at < length; ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '(')
            groups.push_back({at, -1});
        else if (text[at] == ':' && !groups.empty())
            groups.back().colon = at;
        else if (text[at] == ')' && !groups.empty()) {
            const Group group = groups.back();
            groups.pop_back();
            bool isNumber = false;
            if (group.colon >= 0)
                static_cast<void>(
                    text.mid(group.colon + 1, at - group.colon - 1).trimmed().toDouble(&isNumber));
            if (isNumber)
                setFormat(group.open, at + 1 - group.open, weighted);
        }
    }
    const int wrong = m_model->errorPosition() - currentBlock().position();
    if (m_model->error().isEmpty() || length == 0 || wrong < 0 || wrong > length)
        return;
    QTextCharFormat broken;
    broken.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    broken.setUnderlineColor(currentTheme().err);
    broken.setForeground(currentTheme().err);
    setFormat(std::min(wrong, length - 1), 1, broken);
}

} // namespace dare
