#pragma once

#include <QPlainTextEdit>

namespace dare
{

class PromptHighlighter;
class PromptModel;
class WordCompleter;

/// The prompt: grows from 1 to 5 lines, `(word:1.2)` in the accent, bad syntax underlined with the
/// reason as tooltip, known words offered while they are typed. Ctrl+Up and Ctrl+Down change the
/// weight of the word at the cursor by 0.1, Ctrl+Enter runs. Object name `promptEdit`.
class PromptEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit PromptEdit(PromptModel *model, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void runRequested();
    void left(); ///< Esc: focus goes back to the viewer

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void fitHeight();
    void takeText(const QString &text);
    void showParse();
    void changeWeight(double difference);

    PromptModel *m_model;
    PromptHighlighter *m_highlighter = nullptr;
    WordCompleter *m_completer = nullptr;
    bool m_fromModel = false;
};

} // namespace dare
