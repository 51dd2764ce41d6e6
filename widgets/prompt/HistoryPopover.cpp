#include "widgets/prompt/HistoryPopover.h"

#include "widgets/prompt/PromptHistory.h"
#include "widgets/theme/Icons.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr QSize kSize(440, 320);

} // namespace

HistoryPopover::HistoryPopover(PromptHistory *history, QWidget *parent)
    : Popover(parent),
      m_search(new QLineEdit),
      m_list(new QListView),
      m_empty(new QLabel),
      m_proxy(new QSortFilterProxyModel(this))
{
    setObjectName(QStringLiteral("historyPopover"));
    setAccessibleName(tr("Prompts that were run"));
    m_proxy->setSourceModel(history);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_search->setObjectName(QStringLiteral("historySearch"));
    m_search->setPlaceholderText(tr("Search the last prompts"));
    m_search->setAccessibleName(tr("Search the last prompts"));
    m_search->setToolTip(tr("Shows the prompts that contain this (Up, Down and Enter choose)"));
    m_search->addAction(themedIcon(QStringLiteral("search"), &Theme::tx3),
                        QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("historyList"));
    m_list->setAccessibleName(tr("Last prompts, newest first"));
    m_list->setModel(m_proxy);
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setProperty("role", "menuList");
    m_empty->setProperty("role", "quiet");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setText(tr("Prompts appear here when they are run."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addWidget(m_empty, 1);
    setFixedSize(kSize);
    connect(m_search, &QLineEdit::textChanged, this, &HistoryPopover::filter);
    connect(m_list, &QListView::clicked, this, &HistoryPopover::choose);
    connect(m_list, &QListView::activated, this, &HistoryPopover::choose);
}

void HistoryPopover::openBelow(QWidget *owner)
{
    m_search->clear();
    filter({});
    openAt(owner, owner->rect(), m_search);
}

void HistoryPopover::filter(const QString &text)
{
    m_proxy->setFilterFixedString(text);
    const bool any = m_proxy->rowCount() > 0;
    m_list->setVisible(any);
    m_empty->setVisible(!any);
    m_empty->setText(text.isEmpty() ? tr("Prompts appear here when they are run.")
                                    : tr("No prompt contains this."));
    m_list->setCurrentIndex(m_proxy->index(0, 0));
}

void HistoryPopover::choose(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    close();
    Q_EMIT chosen(index.data().toString());
}

bool HistoryPopover::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return Popover::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        choose(m_list->currentIndex());
        return true;
    }
    if (key != Qt::Key_Up && key != Qt::Key_Down)
        return Popover::eventFilter(watched, event);
    const int row = m_list->currentIndex().row() + (key == Qt::Key_Down ? 1 : -1);
    if (row >= 0 && row < m_proxy->rowCount())
        m_list->setCurrentIndex(m_proxy->index(row, 0));
    return true;
}

} // namespace dare
