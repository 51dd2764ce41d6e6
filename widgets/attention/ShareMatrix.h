#pragma once

#include "core/types/ViewSpec.h"

#include <QTableView>

namespace dare
{

class ShareMatrixModel;

/// One side's matrix: colours of shares, a frame round the step that is looked at. Rows and columns
/// fill the room; more rows than fit scroll. Screen readers get Qt's table of it: each cell says
/// word, step and share, and so does the cell that the arrow keys go to.
class ShareMatrix : public QTableView
{
    Q_OBJECT

public:
    ShareMatrix(const QString &name, const QString &accessible, QWidget *parent = nullptr);

    [[nodiscard]] ShareMatrixModel *shares() const { return m_model; }
    void setLook(ColorMapName colorMap, float highest);
    /// -1: none
    void setStep(int step);
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }

Q_SIGNALS:
    void picked(int row, int step);
    void rowHeightChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fit();

    class Delegate;
    ShareMatrixModel *m_model;
    Delegate *m_delegate;
    int m_step = -1;
    int m_rowHeight = 12;
};

} // namespace dare
