#pragma once

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;
class QSlider;
class QSpinBox;

namespace dare
{

class CompareModel;
class SegmentBar;

/// Settings of the modes: wipe's place and angle, share of B, gain and channels.
class CompareSettings : public QWidget
{
    Q_OBJECT

public:
    explicit CompareSettings(CompareModel *model, QWidget *parent = nullptr);

private:
    struct Row {
        QSlider *slider = nullptr;
        QSpinBox *box = nullptr;
    };
    Row addRow(QGridLayout *grid, int line, const QString &name, const char *object, int low,
               int high, const QString &suffix, const QString &tip);
    void addTitle(QGridLayout *grid, int line, const QString &text);
    void build();
    void wire();
    void refresh();

    CompareModel *m_model;
    Row m_pos;
    Row m_angle;
    Row m_mix;
    Row m_gain;
    QCheckBox *m_follow;
    SegmentBar *m_channels;
};

} // namespace dare
