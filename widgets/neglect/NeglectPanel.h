#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QTableView;

namespace dare
{

class Filmstrip;
class FilmstripModel;
class NeglectModel;

/// Tab 1 of the bottom dock: the meter (`neglectMeter`, a QTableView) and the filmstrip beside it.
class NeglectPanel : public QWidget
{
    Q_OBJECT

public:
    NeglectPanel(NeglectModel *meter, FilmstripModel *strip, QWidget *parent = nullptr);

    void setCompact(bool compact);
    /// "Neglect meter", with the number of neglected words where there are some.
    [[nodiscard]] QString title() const;
    /// What a share is, for the line of the tabs.
    [[nodiscard]] static QString caption();

Q_SIGNALS:
    void titleChanged(const QString &title);
    void wordRequested(const QString &label);
    void stepRequested(int step); ///< -1: the newest one

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildTable();
    void fitColumns();

    NeglectModel *m_meter;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    QLabel *m_empty;
    Filmstrip *m_strip;
    bool m_compact = false;
};

} // namespace dare
