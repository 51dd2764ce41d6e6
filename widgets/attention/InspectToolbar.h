#pragma once

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QSlider;
class QToolButton;

namespace dare
{

class ScaleRange;
class SegmentBar;
class ViewModel;

/// How maps are drawn: mapMode, colorMap, mapOpacity, scaleMode, scaleRange, and regionTool. 40 px
/// high.
/// Object name `inspectToolbar`.
class InspectToolbar : public QWidget
{
    Q_OBJECT

public:
    explicit InspectToolbar(ViewModel *model, QWidget *parent = nullptr);

public Q_SLOTS:
    void setCompact(bool compact);

private:
    void buildLooks(QHBoxLayout *row);
    void buildScale(QHBoxLayout *row);
    void refresh();

    ViewModel *m_model;
    SegmentBar *m_mode = nullptr;
    QComboBox *m_colorMap = nullptr;
    QLabel *m_opacityName = nullptr;
    QSlider *m_opacity = nullptr;
    QLabel *m_scaleName = nullptr;
    SegmentBar *m_scaleMode = nullptr;
    ScaleRange *m_range = nullptr;
    QToolButton *m_region = nullptr;
};

} // namespace dare
