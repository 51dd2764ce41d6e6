#pragma once

#include "widgets/export/PaneChoices.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace dare
{

class SegmentBar;

/// What the dialog knows of the clips it exports.
struct ExportFacts {
    int frames = 1;
    double fps = 8.0;    ///< of A
    double scaleMax = 0; ///< end of the shared scale; 0: no map
    int rangeFirst = 0;  ///< in and out of the transport, from 0
    int rangeLast = -1;
};

/// The controls of an export. One plan in, one plan out.
class ExportForm : public QWidget
{
    Q_OBJECT

public:
    explicit ExportForm(QWidget *parent = nullptr);

    void setPlan(const ExportPlan &plan);
    [[nodiscard]] const ExportPlan &plan() const { return m_plan; }
    void setFacts(const ExportFacts &facts);

Q_SIGNALS:
    void changed();

private:
    void buildLayout(QFormLayout *form);
    void buildLabels(QFormLayout *form);
    void buildFile(QFormLayout *form);
    void wire();
    void fillPanes();
    void pickPanes(int index);
    void pickCodec(int index);
    void browse();
    void refresh();
    template <typename Edit> void edit(Edit change);

    ExportPlan m_plan;
    ExportFacts m_facts;
    std::vector<PaneChoice> m_choices;
    SegmentBar *m_layout;
    QComboBox *m_panes;
    QCheckBox *m_labelSide;
    QCheckBox *m_labelSettings;
    QCheckBox *m_labelPrompt;
    QComboBox *m_strip;
    QCheckBox *m_colorBar;
    SegmentBar *m_range;
    QComboBox *m_codec;
    QDoubleSpinBox *m_fps;
    SegmentBar *m_size;
    QLineEdit *m_path;
    bool m_filling = false;
};

} // namespace dare
