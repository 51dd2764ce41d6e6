#pragma once

#include <QWidget>

class QLabel;

namespace dare
{

class InspectModel;
class NeglectTimeline;
class RowLabels;
class ShareMatrix;
class ViewModel;

/// A tab of the bottom dock: shares of words (or of layers, for the selected words) at every step,
/// A and B on one bar, and for words the neglect timeline beside them. Object names
/// `wordStepMatrix` and `layerStepMatrix`, their tables with A and B behind.
class SharePage : public QWidget
{
    Q_OBJECT

public:
    enum class Rows { Words, Layers };
    SharePage(Rows rows, InspectModel *inspect, ViewModel *view, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *buildLegend();
    void refresh();
    void refreshStep();
    void level();
    void pick(int row, int step);

    Rows m_rows;
    InspectModel *m_inspect;
    ViewModel *m_view;
    RowLabels *m_labels;
    ShareMatrix *m_a;
    ShareMatrix *m_b;
    NeglectTimeline *m_neglect = nullptr;
    QLabel *m_highest = nullptr;
    QLabel *m_caption = nullptr;
    QWidget *m_bar = nullptr;
};

} // namespace dare
