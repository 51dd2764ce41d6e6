#pragma once

#include <QWidget>

class QHBoxLayout;
class QStackedWidget;

namespace dare
{

class UnderlineTabs;

/// The content of the bottom dock: tabs over pages.
class TabbedDock : public QWidget
{
    Q_OBJECT

public:
    explicit TabbedDock(QWidget *parent = nullptr);
    void addPage(QWidget *page, const QString &title);
    /// What stands right of the tabs.
    void setCorner(QWidget *corner);

private:
    UnderlineTabs *m_tabs;
    QHBoxLayout *m_row;
    QStackedWidget *m_pages;
};

} // namespace dare
