#pragma once

#include <QWidget>

class QBoxLayout;
class QHBoxLayout;
class QLabel;

namespace dare
{

class ColorBar;
class RegionPanel;
class SegmentBar;
class ViewModel;

/// diffOf (A, B, B - A), colorBarMass, colorBarDiff, and what must be said about them. Stands right
/// of the viewer, level with its lower row of panes, or flat below it where the clips are wide.
/// Object name `scalePanel`.
class ScalePanel : public QWidget
{
    Q_OBJECT

public:
    explicit ScalePanel(ViewModel *model, QWidget *parent = nullptr);

    /// What stands in the room level with the upper row of panes; where this is flat, left.
    void setAbove(RegionPanel *content);
    void setCompact(bool compact);
    void setFlat(bool flat);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildBars();
    QHBoxLayout *titled(QLabel *name, QLabel *note);
    void fitWidth();
    void fitAbove();
    void refresh();
    void refreshMark();
    [[nodiscard]] QString remark() const;

    ViewModel *m_model;
    bool m_compact = false;
    bool m_flat = false;
    QBoxLayout *m_halves = nullptr;
    QBoxLayout *m_scales = nullptr; ///< the two colour bars
    QWidget *m_above = nullptr;
    QWidget *m_bars = nullptr;
    RegionPanel *m_region = nullptr;
    SegmentBar *m_diffOf = nullptr;
    ColorBar *m_mass = nullptr;
    ColorBar *m_diff = nullptr;
    QLabel *m_massNote = nullptr;
    QLabel *m_diffName = nullptr;
    QLabel *m_diffNote = nullptr;
    QLabel *m_remark = nullptr;
};

} // namespace dare
