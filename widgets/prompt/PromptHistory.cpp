#include "widgets/prompt/PromptHistory.h"

namespace dare
{

void PromptHistory::add(const QString &prompt)
{
    const QString text = prompt.trimmed();
    if (text.isEmpty() || (!m_prompts.isEmpty() && m_prompts.front() == text))
        return;
    beginResetModel();
    m_prompts.removeAll(text);
    m_prompts.prepend(text);
    m_prompts = m_prompts.mid(0, kMost);
    endResetModel();
    Q_EMIT changed();
}

void PromptHistory::setPrompts(const QStringList &prompts)
{
    beginResetModel();
    m_prompts = prompts;
    m_prompts.removeAll(QString());
    m_prompts.removeDuplicates();
    m_prompts = m_prompts.mid(0, kMost);
    endResetModel();
    Q_EMIT changed();
}

int PromptHistory::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_prompts.size());
}

QVariant PromptHistory::data(const QModelIndex &index, int role) const
{
    const bool text = role == Qt::DisplayRole || role == Qt::ToolTipRole;
    return text && index.isValid() ? QVariant(m_prompts[index.row()]) : QVariant();
}

} // namespace dare
