#pragma once

#include "widgets/controls/Popover.h"

class QLabel;
class QLineEdit;
class QListView;
class QModelIndex;
class QSortFilterProxyModel;

namespace dare
{

class PromptHistory;

/// The last prompts with a search field. Object name `historyPopover`; `historySearch`,
/// `historyList`.
class HistoryPopover : public Popover
{
    Q_OBJECT

public:
    HistoryPopover(PromptHistory *history, QWidget *parent);
    void openBelow(QWidget *owner);

Q_SIGNALS:
    void chosen(const QString &prompt);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(const QModelIndex &index);
    void filter(const QString &text);

    QLineEdit *m_search;
    QListView *m_list;
    QLabel *m_empty;
    QSortFilterProxyModel *m_proxy;
};

} // namespace dare
