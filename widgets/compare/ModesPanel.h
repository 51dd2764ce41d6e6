#pragma once

#include <QTimer>
#include <QWidget>

class QListView;
class QStandardItemModel;

namespace dare
{

class CompareModel;
class ModeDelegate;
class ViewModel;

/// The content of `dockModes`: a list of the six modes, each with a picture of what it makes of the
/// current sources. Object name of the list: `modesView`.
class ModesPanel : public QWidget
{
    Q_OBJECT

public:
    ModesPanel(CompareModel *model, ViewModel *view, QWidget *parent = nullptr);
    void setCompact(bool compact);

private:
    void refresh();
    void redraw();

    CompareModel *m_model;
    ViewModel *m_view;
    QStandardItemModel *m_items;
    ModeDelegate *m_delegate;
    QListView *m_list;
    QTimer m_redraw; ///< one picture for a burst of changes, none while playing
};

} // namespace dare
