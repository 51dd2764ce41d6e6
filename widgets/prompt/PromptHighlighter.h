#pragma once

#include <QSyntaxHighlighter>

namespace dare
{

class PromptModel;

/// Colours `(word:1.2)` in the accent, and underlines where the syntax breaks.
class PromptHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    PromptHighlighter(QTextDocument *document, const PromptModel *model);

protected:
    void highlightBlock(const QString &text) override;

private:
    const PromptModel *m_model;
};

} // namespace dare
