#pragma once

#include <QWidget>

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

private:
    UnderlineTabs *m_tabs;
    QStackedWidget *m_pages;
};

} // namespace dare
