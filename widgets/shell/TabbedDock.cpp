#include "widgets/shell/TabbedDock.h"

#include "widgets/shell/UnderlineTabs.h"

#include <QFrame>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace dare
{

TabbedDock::TabbedDock(const QString &name, QWidget *parent)
    : QWidget(parent),
      m_tabs(new UnderlineTabs(31, 10, 0)),
      m_pages(new QStackedWidget),
      m_note(new QLabel)
{
    m_tabs->setObjectName(name);
    auto *seam = new QFrame;
    seam->setProperty("role", "seam");
    m_row = new QHBoxLayout;
    m_row->setContentsMargins(4, 0, 4, 0);
    m_row->addWidget(m_tabs);
    m_row->addStretch(1);
    m_note->setProperty("role", "caption");
    m_note->setContentsMargins(0, 0, 8, 0);
    m_row->addWidget(m_note);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_row);
    column->addWidget(seam);
    column->addWidget(m_pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_tabs, &QTabBar::currentChanged, this, &TabbedDock::refreshNote);
}

void TabbedDock::setCorner(QWidget *corner)
{
    m_row->addWidget(corner);
}

void TabbedDock::addPage(QWidget *page, const QString &title, const QString &note)
{
    m_notes << note;
    m_pages->addWidget(page);
    m_tabs->addTab(title);
    refreshNote();
}

void TabbedDock::setTitle(QWidget *page, const QString &title)
{
    m_tabs->setTabText(m_pages->indexOf(page), title);
}

void TabbedDock::setNotesShown(bool shown)
{
    m_notesShown = shown;
    refreshNote();
}

void TabbedDock::refreshNote()
{
    m_note->setText(m_notesShown ? m_notes.value(m_tabs->currentIndex()) : QString());
}

void TabbedDock::setPageShown(QWidget *page, bool shown)
{
    m_tabs->setTabVisible(m_pages->indexOf(page), shown);
    m_tabs->updateGeometry();
}

void TabbedDock::setCurrentPage(QWidget *page)
{
    m_tabs->setCurrentIndex(m_pages->indexOf(page));
}

} // namespace dare
