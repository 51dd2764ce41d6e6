#pragma once

#include "widgets/runs/BatchDialog.h"

#include <array>
#include <optional>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace dare
{

/// One or two options over a grid of values; the results stand at their axes' values. Not modal.
/// Object name `sweepDialog`. The options come from the table of options.
class SweepDialog : public BatchDialog
{
    Q_OBJECT

public:
    /// An axis as it was typed.
    struct Axis {
        Option option = Option::Lambda;
        bool onA = false;
        bool onB = true;
        QString values; ///< "0, 0.5, 1" or "0:1:5"
    };

    explicit SweepDialog(RunsModel *runs, QWidget *parent = nullptr);

    void setPrompt(const QString &prompt);
    [[nodiscard]] std::vector<Axis> axes() const;
    /// Whether the side that no axis varies is sampled too, every time.
    [[nodiscard]] bool bothSides() const;
    /// @param runs how many there will be; 0 where `problem` says why it cannot be
    void setPlan(int runs, const QString &prediction, const QString &problem);
    void showForm();
    void showCells(const std::vector<SweepAxis> &axes, const std::vector<BatchCell> &cells,
                   const QString &status);

Q_SIGNALS:
    void requestChanged();
    void startRequested();

private:
    struct AxisRow {
        QComboBox *option = nullptr;
        QComboBox *side = nullptr;
        QDoubleSpinBox *from = nullptr;
        QDoubleSpinBox *to = nullptr;
        QSpinBox *count = nullptr;
        QLineEdit *values = nullptr;
    };
    QLayout *buildAxes();
    QLayout *buildStart();
    void wireAxis(AxisRow &row);
    void takeOption(AxisRow &row);
    void writeValues(AxisRow &row);
    [[nodiscard]] std::optional<Option> optionOf(const AxisRow &row) const;

    std::array<AxisRow, 2> m_axes;
    QComboBox *m_sides = nullptr;
    QLabel *m_plan = nullptr;
    QLabel *m_status = nullptr;
    QPushButton *m_start = nullptr;
};

} // namespace dare
