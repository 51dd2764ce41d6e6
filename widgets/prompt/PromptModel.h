#pragma once

#include "core/types/Token.h"
#include "widgets/prompt/PromptHistory.h"

#include <QHash>
#include <QObject>
#include <QString>

namespace dare
{

/// The prompt as it is typed, and what the outside made of it: words, densities, or an error.
/// It never parses: a binding hears textEdited(), and answers by setTokens() or setError().
/// @thread GUI
class PromptModel : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(QString negative READ negative WRITE setNegative NOTIFY negativeChanged)
    Q_PROPERTY(QString error READ error NOTIFY parsed)

public:
    explicit PromptModel(QObject *parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] QString negative() const { return m_negative; }
    /// From outside (undo, a reopened run). Emits textChanged, not textEdited.
    void setText(const QString &text);
    void setNegative(const QString &negative);
    /// From a widget: emits textChanged and textEdited.
    void editText(const QString &text);
    void editNegative(const QString &negative);

    /// The parse of the present text; clears the error.
    void setTokens(const TokenSequence &tokens);
    /// Bad syntax; tokens of the last good text stay. @param position UTF-16 index into the text
    void setError(const QString &message, int position);
    [[nodiscard]] const TokenSequence &tokens() const { return m_tokens; }
    [[nodiscard]] QString error() const { return m_error; }
    [[nodiscard]] int errorPosition() const { return m_errorPosition; }
    /// Where rho comes from ("model folder"); tooltip of the legend.
    void setDensitySource(const QString &source);
    [[nodiscard]] QString densitySource() const { return m_densitySource; }
    /// Words that the run on screen neglects: label to "A", "B" or "A B".
    void setNeglected(const QHash<QString, QString> &sides);
    [[nodiscard]] const QHash<QString, QString> &neglected() const { return m_neglected; }
    /// Words that the model was trained on, for completion; empty where it lists none.
    void setKnownWords(const QStringList &words);
    [[nodiscard]] QStringList knownWords() const { return m_knownWords; }
    /// Prompts that were run.
    [[nodiscard]] PromptHistory *history() { return &m_history; }
    /// @return index of the word at a cursor position, or -1
    [[nodiscard]] int wordAt(int position) const;

    /// Rewrites the text so that word `index` of tokens() gets this weight: `(word:1.2)`, or the
    /// bare word at 1. Clamped to [0,2]. Does nothing where spans no longer fit the text.
    void setWeight(int index, double weight);

Q_SIGNALS:
    void textChanged(const QString &text);
    void textEdited(const QString &text); ///< by the user: parse it, record undo
    void negativeChanged(const QString &negative);
    void negativeEdited(const QString &negative);
    void rhoEdited(const QString &label, double rho); ///< the user's density of a word
    void rhoReset(const QString &label);              ///< back to the model's
    void gestureStarted();                            ///< edits until gestureEnded() are one
    void gestureEnded();
    void knownWordsChanged();
    void parsed(); ///< tokens, error or density source changed

private:
    QString m_text;
    QString m_negative;
    QString m_error;
    QString m_densitySource;
    QHash<QString, QString> m_neglected;
    QStringList m_knownWords;
    PromptHistory m_history;
    TokenSequence m_tokens;
    QString m_tokensText; ///< text that m_tokens belongs to
    int m_errorPosition = -1;
};

} // namespace dare
