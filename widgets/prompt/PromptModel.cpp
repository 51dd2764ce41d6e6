#include "widgets/prompt/PromptModel.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kMostWeight = 2.0;
constexpr double kLeastDifference = 0.004;

/// Two decimals at most, no zeros at the end.
QString weightText(double weight)
{
    QString text = QString::number(weight, 'f', 2);
    while (text.endsWith('0'))
        text.chop(1);
    if (text.endsWith('.'))
        text.chop(1);
    return text;
}

/// Markup around one word: `(` before it and `:1.2)` behind it.
struct WordMarkup {
    int open = -1;
    int close = -1; ///< one past `)`
    double weight = 1.0;
};

WordMarkup markupAround(const QString &text, const Word &word)
{
    WordMarkup markup;
    static const QRegularExpression behind(QStringLiteral("\\A:\\s*\\+?(\\d*\\.?\\d+)\\s*\\)"));
    const auto match = behind.match(text.mid(word.end));
    if (word.begin < 1 || text[word.begin - 1] != '(' || !match.hasMatch())
        return markup;
    markup.open = word.begin - 1;
    markup.close = word.end + static_cast<int>(match.capturedLength());
    markup.weight = match.captured(1).toDouble();
    return markup;
}

} // namespace

PromptModel::PromptModel(QObject *parent) : QObject(parent) {}

void PromptModel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    Q_EMIT textChanged(text);
}

void PromptModel::setNegative(const QString &negative)
{
    if (negative == m_negative)
        return;
    m_negative = negative;
    Q_EMIT negativeChanged(negative);
}

void PromptModel::editText(const QString &text)
{
    if (text == m_text)
        return;
    setText(text);
    Q_EMIT textEdited(text);
}

void PromptModel::editNegative(const QString &negative)
{
    if (negative == m_negative)
        return;
    setNegative(negative);
    Q_EMIT negativeEdited(negative);
}

void PromptModel::setTokens(const TokenSequence &tokens)
{
    m_tokens = tokens;
    m_tokensText = m_text;
    m_error.clear();
    m_errorPosition = -1;
    Q_EMIT parsed();
}

void PromptModel::setError(const QString &message, int position)
{
    m_error = message;
    m_errorPosition = position;
    Q_EMIT parsed();
}

void PromptModel::setDensitySource(const QString &source)
{
    if (source == m_densitySource)
        return;
    m_densitySource = source;
    Q_EMIT parsed();
}

void PromptModel::setNeglected(const QHash<QString, QString> &sides)
{
    if (sides == m_neglected)
        return;
    m_neglected = sides;
    Q_EMIT parsed();
}

void PromptModel::setKnownWords(const QStringList &words)
{
    if (words == m_knownWords)
        return;
    m_knownWords = words;
    Q_EMIT knownWordsChanged();
}

int PromptModel::wordAt(int position) const
{
    if (m_text != m_tokensText)
        return -1;
    for (std::size_t i = 0; i < m_tokens.words.size(); ++i) {
        if (m_tokens.words[i].begin <= position && position <= m_tokens.words[i].end)
            return static_cast<int>(i);
    }
    return -1;
}

void PromptModel::setWeight(int index, double weight)
{
    if (m_text != m_tokensText || index < 0 || index >= static_cast<int>(m_tokens.words.size()))
        return;
    Word &word = m_tokens.words[static_cast<std::size_t>(index)];
    const WordMarkup markup = markupAround(m_text, word);
    // Groups around this one multiply; the word's own markup makes up the rest.
    const double outer = markup.weight > 0.0 ? word.weight / markup.weight : 1.0;
    if (word.end > m_text.size() || outer <= 0.0)
        return;
    weight = std::clamp(weight, 0.0, kMostWeight);
    const QString bare = m_text.mid(word.begin, word.end - word.begin);
    const double own = weight / outer;
    const bool plain = std::abs(own - 1.0) < kLeastDifference;
    const QString written = plain ? bare : QStringLiteral("(%1:%2)").arg(bare, weightText(own));
    const int from = markup.open >= 0 ? markup.open : word.begin;
    const int to = markup.open >= 0 ? markup.close : word.end;
    QString text = m_text;
    text.replace(from, to - from, written);
    const int moved = static_cast<int>(text.size() - m_text.size());
    // Spans follow at once, so that turning the wheel does not wait for the parser.
    for (Word &other : m_tokens.words) {
        if (other.begin >= to) {
            other.begin += moved;
            other.end += moved;
        }
    }
    word.begin = from + (plain ? 0 : 1);
    word.end = word.begin + static_cast<int>(bare.size());
    word.weight = weight;
    m_tokensText = text;
    editText(text);
    Q_EMIT parsed();
}

} // namespace dare
