#pragma once

#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QStackedWidget;

namespace dare
{

class UnderlineTabs;

/// The content of the bottom dock: tabs over pages.
class TabbedDock : public QWidget
{
    Q_OBJECT

public:
    /// @param name object name of the tab bar
    explicit TabbedDock(const QString &name, QWidget *parent = nullptr);
    /// What stands right of the tabs.
    void setCorner(QWidget *corner);
    /// @param note what the page shows, right of the tabs while it is open
    void addPage(QWidget *page, const QString &title, const QString &note = {});
    void setTitle(QWidget *page, const QString &title);
    /// Notes take room that small windows do not have.
    void setNotesShown(bool shown);
    /// Shows or hides a page's tab; hiding the current one goes to the first that is left.
    void setPageShown(QWidget *page, bool shown);
    void setCurrentPage(QWidget *page);

private:
    void refreshNote();

    UnderlineTabs *m_tabs;
    QHBoxLayout *m_row;
    QStackedWidget *m_pages;
    QLabel *m_note;
    QStringList m_notes;
    bool m_notesShown = true;
};

} // namespace dare
