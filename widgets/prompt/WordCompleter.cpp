#include "widgets/prompt/WordCompleter.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStringListModel>

namespace dare
{

namespace
{

constexpr qsizetype kLeastLetters = 2;
constexpr int kMostRows = 8;

bool isEnter(const QKeyEvent *key)
{
    return key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
}

} // namespace

WordCompleter::WordCompleter(QPlainTextEdit *edit)
    : QObject(edit),
      m_edit(edit),
      m_completer(new QCompleter(this)),
      m_words(new QStringListModel(this))
{
    m_completer->setModel(m_words);
    m_completer->setWidget(edit);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setModelSorting(QCompleter::CaseInsensitivelySortedModel);
    m_completer->setMaxVisibleItems(kMostRows);
    m_completer->popup()->setObjectName(QStringLiteral("completionList"));
    m_completer->popup()->setAccessibleName(tr("Words that the model knows"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            &WordCompleter::insert);
    edit->installEventFilter(this);
    m_completer->popup()->installEventFilter(this);
}

void WordCompleter::setWords(const QStringList &words)
{
    QStringList sorted = words;
    sorted.sort(Qt::CaseInsensitive);
    m_words->setStringList(sorted);
}

QString WordCompleter::prefix() const
{
    const QTextCursor cursor = m_edit->textCursor();
    const QString text = m_edit->toPlainText();
    const int end = cursor.position();
    // Only at the end of a word: inside one, its rest would stay behind.
    if (cursor.hasSelection() || (end < text.size() && text[end].isLetter()))
        return {};
    int begin = end;
    while (begin > 0 && text[begin - 1].isLetter())
        --begin;
    return text.mid(begin, end - begin);
}

void WordCompleter::offer()
{
    const QString typed = prefix();
    const bool complete = m_words->stringList().contains(typed, Qt::CaseInsensitive);
    if (typed.size() < kLeastLetters || complete) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->setCompletionPrefix(typed);
    if (m_completer->completionCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = m_edit->cursorRect();
    place.translate(m_edit->viewport()->pos());
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) +
                   m_completer->popup()->verticalScrollBar()->sizeHint().width() + 16);
    m_completer->complete(place);
}

void WordCompleter::insert(const QString &word)
{
    const auto typed = static_cast<int>(prefix().size());
    QTextCursor cursor = m_edit->textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, typed);
    cursor.insertText(word);
    m_edit->setTextCursor(cursor);
}

bool WordCompleter::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (watched == m_edit) {
        const bool typing = (!key->text().isEmpty() && key->text().at(0).isLetter()) ||
                            key->key() == Qt::Key_Backspace;
        if (typing && (key->modifiers() & ~Qt::ShiftModifier) == 0)
            QMetaObject::invokeMethod(this, &WordCompleter::offer, Qt::QueuedConnection);
        else
            m_completer->popup()->hide();
        return false;
    }
    if (key->key() == Qt::Key_Tab) {
        const QModelIndex current = m_completer->popup()->currentIndex();
        const QString word =
            current.isValid() ? current.data().toString() : m_completer->currentCompletion();
        m_completer->popup()->hide();
        insert(word);
        return true;
    }
    if (isEnter(key) && key->modifiers() == Qt::ControlModifier) {
        m_completer->popup()->hide(); // it would keep the key from running the prompt
        return static_cast<QObject *>(m_edit)->event(event);
    }
    return false;
}

} // namespace dare
