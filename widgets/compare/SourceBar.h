#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace dare
{

class CompareModel;
class SourceBox;
class ViewModel;

/// The toolbar above the viewer on the Compare page: sources A and B, one more source, zoom.
class SourceBar : public QWidget
{
    Q_OBJECT

public:
    SourceBar(CompareModel *model, ViewModel *view, QWidget *parent = nullptr);
    void setCompact(bool compact);
    /// @param zoom screen pixels for one of the clip where it fits the viewer
    void setFit(double zoom);

Q_SIGNALS:
    /// Something was dropped on A or B. @param side 0 A, 1 B
    void dropped(int side, const QString &path);
    void exportRequested();
    void zoomWanted(double ofFit); ///< 0: fit; -1: 1:1 pixels; else a multiple of fit

private:
    void build();
    void refresh();
    void showZoom();
    void addFile(bool folder);

    CompareModel *m_model;
    ViewModel *m_view;
    SourceBox *m_a;
    SourceBox *m_b;
    QToolButton *m_swap;
    QToolButton *m_add;
    QToolButton *m_remove;
    QLabel *m_note;
    QComboBox *m_zoom;
};

} // namespace dare
