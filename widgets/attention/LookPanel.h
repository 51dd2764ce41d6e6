#pragma once

#include <QWidget>

class QVBoxLayout;

namespace dare
{

class CaptureMorePanel;
class HeadGridPanel;
class InspectModel;
class MeanSelect;
class TokensModel;
class ViewModel;

/// Where to look: stepSelect, layerSelect, headSelect (slider and spin box, leftmost = mean),
/// layerHeadGrid, the search for heads, and captureInfo below. Object name `lookPanel`.
class LookPanel : public QWidget
{
    Q_OBJECT

public:
    LookPanel(TokensModel *tokens, InspectModel *inspect, ViewModel *model,
              QWidget *parent = nullptr);

    /// What the run kept. @param size such as "170 MB on disk" @param what one sentence
    void setCaptureInfo(const QString &size, const QString &what);

private:
    QWidget *buildHeader();
    void buildSelects(QVBoxLayout *column);
    void refresh();

    InspectModel *m_inspect;
    ViewModel *m_model;
    MeanSelect *m_step = nullptr;
    MeanSelect *m_layer = nullptr;
    MeanSelect *m_head = nullptr;
    HeadGridPanel *m_grid = nullptr;
    CaptureMorePanel *m_capture = nullptr;
};

} // namespace dare
