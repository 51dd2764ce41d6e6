#pragma once

#include <QObject>
#include <QString>

class QCompleter;
class QPlainTextEdit;
class QStringListModel;

namespace dare
{

/// Offers the words that the model knows while one is typed: from the second letter on, and not
/// where it is complete. Down and Enter, or Tab, take a word; anything else goes on typing.
class WordCompleter : public QObject
{
    Q_OBJECT

public:
    explicit WordCompleter(QPlainTextEdit *edit);

    void setWords(const QStringList &words);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QString prefix() const;
    void offer();
    void insert(const QString &word);

    QPlainTextEdit *m_edit;
    QCompleter *m_completer;
    QStringListModel *m_words;
};

} // namespace dare
