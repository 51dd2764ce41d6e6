#pragma once

#include <QWidget>

class QLabel;

namespace dare
{

class MeanSelect;
class ViewModel;

/// Where to look: stepSelect, layerSelect, headSelect (slider and spin box, leftmost = mean), and
/// captureInfo below. Object name `lookPanel`.
class LookPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LookPanel(ViewModel *model, QWidget *parent = nullptr);

    /// What the run kept. @param size such as "170 MB on disk" @param what one sentence
    void setCaptureInfo(const QString &size, const QString &what);

private:
    QWidget *buildHeader();
    QWidget *buildFooter();
    void refresh();

    ViewModel *m_model;
    MeanSelect *m_step = nullptr;
    MeanSelect *m_layer = nullptr;
    MeanSelect *m_head = nullptr;
    QLabel *m_size = nullptr;
    QLabel *m_what = nullptr;
};

} // namespace dare
