#pragma once

#include <QWidget>

#include <vector>

namespace dare
{

/// A row of cells, one per frame or step: grey done, accent current, hatched running, empty to
/// come. Continuous above 120 cells. Drag or click seeks; arrows, Home and End move when focused.
class ScrubLane : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(int count READ count)
    Q_PROPERTY(int current READ current)

public:
    explicit ScrubLane(QWidget *parent = nullptr);

    /// @param count cells; @param done cells that hold something; @param current accent cell or -1
    /// @param running hatched cell or -1
    void setCells(int count, int done, int current, int running = -1);
    /// Amber marks under cells: steps at which a word became neglected.
    void setTicks(const std::vector<int> &cells);
    [[nodiscard]] const std::vector<int> &ticks() const { return m_ticks; }
    /// Brackets around the part that plays; -1: none on that side.
    void setRange(int in, int out);
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] int done() const { return m_done; }
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] int running() const { return m_running; }
    /// @return the cell under a position, clamped to the ends; -1 where there are no cells
    [[nodiscard]] int cellAt(double x) const;
    [[nodiscard]] QRectF cellRect(int cell) const;
    [[nodiscard]] QSize sizeHint() const override { return {240, 24}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 24}; }

Q_SIGNALS:
    void seekRequested(int cell);
    void resetRequested(); ///< double-click

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void paintTicks(QPainter &painter) const;
    void seek(int cell);
    void paintRange(QPainter &painter) const;

    int m_count = 0;
    int m_done = 0;
    int m_current = -1;
    int m_running = -1;
    std::vector<int> m_ticks;
    int m_in = -1;
    int m_out = -1;
};

} // namespace dare
