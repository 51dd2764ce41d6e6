#include "widgets/prompt/PromptEdit.h"

#include "widgets/prompt/PromptHighlighter.h"
#include "widgets/prompt/PromptModel.h"
#include "widgets/prompt/WordCompleter.h"
#include "widgets/theme/Fonts.h"

#include <QKeyEvent>
#include <QTextBlock>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kMostLines = 5;
constexpr int kAbove = 7;  // and below the text
constexpr int kFrame = 2;  // border, both sides
constexpr int kMargin = 2; // of the document
constexpr double kWeightStep = 0.1;

QString restingTip()
{
    return PromptEdit::tr("The prompt. (word:1.2) weights a word, (word:0) removes it (Ctrl+Up and "
                          "Ctrl+Down on a word; Ctrl+L comes here)");
}

} // namespace

PromptEdit::PromptEdit(PromptModel *model, QWidget *parent)
    : QPlainTextEdit(parent),
      m_model(model),
      m_highlighter(new PromptHighlighter(document(), model)),
      m_completer(new WordCompleter(this))
{
    setObjectName(QStringLiteral("promptEdit"));
    setAccessibleName(tr("Prompt"));
    setPlaceholderText(
        tr("Describe a clip. Write (word:1.2) to weight a word, (word:0) to remove it."));
    setToolTip(restingTip());
    setFont(sansFont(13));
    setTabChangesFocus(true);
    // Undo acts on the recipe, window-wide.
    setUndoRedoEnabled(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(kMargin);
    setViewportMargins(0, kAbove, 0, kAbove);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!m_fromModel)
            m_model->editText(toPlainText());
    });
    connect(model, &PromptModel::textChanged, this, &PromptEdit::takeText);
    connect(model, &PromptModel::parsed, this, &PromptEdit::showParse);
    connect(model, &PromptModel::knownWordsChanged, this,
            [this] { m_completer->setWords(m_model->knownWords()); });
    m_completer->setWords(model->knownWords());
    takeText(model->text());
    fitHeight();
}

void PromptEdit::takeText(const QString &text)
{
    if (text == toPlainText())
        return;
    const int position = textCursor().position();
    m_fromModel = true;
    setPlainText(text);
    m_fromModel = false;
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min(position, static_cast<int>(text.size())));
    setTextCursor(cursor);
}

void PromptEdit::showParse()
{
    setToolTip(m_model->error().isEmpty() ? restingTip() : m_model->error());
    m_fromModel = true;
    m_highlighter->rehighlight();
    m_fromModel = false;
}

QSize PromptEdit::sizeHint() const
{
    return {480, height()};
}

void PromptEdit::fitHeight()
{
    // QPlainTextDocumentLayout measures its height in lines.
    const int lines = std::clamp(qRound(document()->size().height()), 1, kMostLines);
    const int wanted = lines * fontMetrics().lineSpacing() + 2 * (kAbove + kMargin) + kFrame;
    setVerticalScrollBarPolicy(document()->size().height() > kMostLines ? Qt::ScrollBarAsNeeded
                                                                        : Qt::ScrollBarAlwaysOff);
    if (wanted != height())
        setFixedHeight(wanted);
}

void PromptEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void PromptEdit::changeWeight(double difference)
{
    const int word = m_model->wordAt(textCursor().position());
    if (word < 0)
        return;
    const int inside =
        textCursor().position() - m_model->tokens().words[static_cast<std::size_t>(word)].begin;
    m_model->setWeight(word,
                       m_model->tokens().words[static_cast<std::size_t>(word)].weight + difference);
    QTextCursor cursor = textCursor();
    cursor.setPosition(
        std::min(m_model->tokens().words[static_cast<std::size_t>(word)].begin + inside,
                 static_cast<int>(m_model->text().size())));
    setTextCursor(cursor);
}

void PromptEdit::keyPressEvent(QKeyEvent *event)
{
    const bool control = event->modifiers() == Qt::ControlModifier;
    if (control && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT runRequested();
    else if (control && event->key() == Qt::Key_Up)
        changeWeight(kWeightStep);
    else if (control && event->key() == Qt::Key_Down)
        changeWeight(-kWeightStep);
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT left();
    else
        QPlainTextEdit::keyPressEvent(event);
}

bool PromptEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::PaletteChange && m_highlighter != nullptr)
        showParse();
    return QPlainTextEdit::event(event);
}

} // namespace dare
