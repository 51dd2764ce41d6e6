#pragma once

#include "core/types/StepShares.h"

#include <QWidget>

namespace dare
{

/// Per word two strips over the steps, A over B, lit where the share is below the threshold.
/// Object name `neglectTimeline`.
class NeglectTimeline : public QWidget
{
    Q_OBJECT

public:
    explicit NeglectTimeline(QWidget *parent = nullptr);

    void setShares(const StepShares &shares);
    /// Rows stand level with those of the matrix beside.
    void setRows(int rowHeight, int scrolled);
    void setStep(int step);
    /// Whether a strip is lit. @param side 0 A, 1 B
    [[nodiscard]] bool lit(int side, int word, int step) const;
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 40}; }

Q_SIGNALS:
    void picked(int word, int step);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] int wordAt(int y) const;
    [[nodiscard]] int stepAt(int x) const;

    StepShares m_shares;
    int m_rowHeight = 12;
    int m_scrolled = 0;
    int m_step = -1;
};

} // namespace dare
