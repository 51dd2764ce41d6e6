#pragma once

#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QLabel;
class QTableView;

namespace dare
{

class InspectModel;
class RegionDelegate;
class RegionRowsModel;
class RegionTimeline;
class ViewModel;

/// What the region says: regionView (words ranked by mean p in the box at the shown frame),
/// regionFollow, regionTimeline. Object name `regionPanel`.
class RegionPanel : public QWidget
{
    Q_OBJECT

public:
    RegionPanel(InspectModel *inspect, ViewModel *view, QWidget *parent = nullptr);

    /// The timeline right of the words instead of below them.
    void setFlat(bool flat);

private:
    QWidget *buildHeader();
    void buildTable();
    void refresh();
    void refreshTitle();
    void choose(int row);

    QBoxLayout *m_body = nullptr;
    InspectModel *m_inspect;
    ViewModel *m_view;
    RegionRowsModel *m_rows;
    RegionDelegate *m_delegate;
    QLabel *m_place = nullptr;
    QCheckBox *m_follow = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_hint = nullptr;
    RegionTimeline *m_timeline = nullptr;
};

} // namespace dare
