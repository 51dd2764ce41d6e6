#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QToolButton;

namespace dare
{

class DensityLegend;
class HistoryPopover;
class PromptEdit;
class PromptModel;
class TokenChipBar;
class ViewModel;
class WeightPopover;

/// The prompt: header with promptCount, densityLegend, historyButton and the Negative toggle, then
/// promptEdit, negativeEdit and tokenChips. Object name `promptPanel`. The selection goes both ways
/// to the ViewModel.
class PromptPanel : public QWidget
{
    Q_OBJECT

public:
    PromptPanel(PromptModel *prompt, ViewModel *view, QWidget *parent = nullptr);

    [[nodiscard]] PromptEdit *edit() const { return m_edit; }
    [[nodiscard]] TokenChipBar *chips() const { return m_chips; }

public Q_SLOTS:
    void setCompact(bool compact);

Q_SIGNALS:
    void runRequested();
    void left(); ///< Esc in a text field

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildHeader();
    void buildHistory();
    void buildNegative();
    void buildChips();
    void fitChips();
    void showCount();
    void showNegative();

    PromptModel *m_prompt;
    ViewModel *m_view;
    PromptEdit *m_edit = nullptr;
    QPlainTextEdit *m_negative = nullptr;
    TokenChipBar *m_chips = nullptr;
    QScrollArea *m_chipArea = nullptr;
    QLabel *m_count = nullptr;
    DensityLegend *m_legend = nullptr;
    QToolButton *m_historyButton = nullptr;
    QToolButton *m_negativeButton = nullptr;
    HistoryPopover *m_history = nullptr;
    WeightPopover *m_weight = nullptr;
};

} // namespace dare
