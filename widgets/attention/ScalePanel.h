#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace dare
{

class ColorBar;
class SegmentBar;
class ViewModel;

/// diffOf (A, B, B - A), colorBarMass, colorBarDiff, and what must be said about them. Stands right
/// of the viewer, level with its lower row of panes. Object name `scalePanel`.
class ScalePanel : public QWidget
{
    Q_OBJECT

public:
    explicit ScalePanel(ViewModel *model, QWidget *parent = nullptr);

    /// What stands in the room level with the upper row of panes.
    void setAbove(QWidget *content);
    void setCompact(bool compact);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QHBoxLayout *titled(QLabel *name, QLabel *note);
    void refresh();
    void refreshMark();
    [[nodiscard]] QString remark() const;

    ViewModel *m_model;
    QWidget *m_above = nullptr;
    SegmentBar *m_diffOf = nullptr;
    ColorBar *m_mass = nullptr;
    ColorBar *m_diff = nullptr;
    QLabel *m_massNote = nullptr;
    QLabel *m_diffName = nullptr;
    QLabel *m_diffNote = nullptr;
    QLabel *m_remark = nullptr;
};

} // namespace dare
