#pragma once

#include <QStringList>
#include <QWidget>

namespace dare
{

/// Names of a matrix's rows, right-aligned and level with them.
class RowLabels : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    void setRows(const QStringList &rows, const QStringList &strong);
    void setPlace(int rowHeight, int scrolled);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList m_rows;
    QStringList m_strong; ///< the selected ones
    int m_rowHeight = 12;
    int m_scrolled = 0;
};

} // namespace dare
