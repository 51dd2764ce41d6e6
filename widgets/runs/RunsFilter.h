#pragma once

#include <QSortFilterProxyModel>

namespace dare
{

/// The runs that a search and a state let through. What waits in the queue always shows in All, and
/// in no other state.
class RunsFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class State { All, Running, Starred, Failed, HasNeglect };

    explicit RunsFilter(QObject *parent = nullptr);

    void setState(State state);
    [[nodiscard]] State state() const { return m_state; }
    /// Every word of the text must occur in prompt, title, seed, settings or tags.
    void setText(const QString &text);
    [[nodiscard]] bool filters() const { return m_state != State::All || !m_words.isEmpty(); }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    State m_state = State::All;
    QStringList m_words;
};

} // namespace dare
