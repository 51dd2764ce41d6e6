#pragma once

#include <QAbstractListModel>
#include <QStringList>

namespace dare
{

/// The prompts that were run, newest first and each once. @thread GUI
class PromptHistory : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kMost = 100;

    using QAbstractListModel::QAbstractListModel;

    /// Puts a prompt in front; one that is empty or only white space is not kept.
    void add(const QString &prompt);
    /// From the settings: cut at the limit, repetitions dropped.
    void setPrompts(const QStringList &prompts);
    [[nodiscard]] QStringList prompts() const { return m_prompts; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void changed();

private:
    QStringList m_prompts;
};

} // namespace dare
