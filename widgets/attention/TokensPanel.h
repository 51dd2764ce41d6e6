#pragma once

#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QTableView;

namespace dare
{

class TokensModel;
class ViewModel;

/// tokensView with its header: every row of the maps, sortable; selecting rows selects the words.
/// Object name `tokensPanel`.
class TokensPanel : public QWidget
{
    Q_OBJECT

public:
    TokensPanel(TokensModel *tokens, ViewModel *view, QWidget *parent = nullptr);
    /// What stands between the table and the line that tells the place.
    void setBelow(QWidget *content);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildHeader();
    void buildTable(TokensModel *tokens);
    void pushSelection();
    void pullSelection();
    void showPlace();
    void showSorting();

    ViewModel *m_view;
    QSortFilterProxyModel *m_sorted = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_sorting = nullptr;
    QLabel *m_place = nullptr;
    bool m_pulling = false;
};

} // namespace dare
