#pragma once

#include <QWidget>

namespace dare
{

class FilmstripModel;

/// Four steps of a run, A over B. Click goes to a step. Object name `stepFilmstrip`.
class Filmstrip : public QWidget
{
    Q_OBJECT

public:
    explicit Filmstrip(FilmstripModel *model, QWidget *parent = nullptr);

    /// Where the picture of a column lies. @param row 0: A, 1: B
    [[nodiscard]] QRectF cellRect(int column, int row) const;
    [[nodiscard]] QSize sizeHint() const override { return {260, 120}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {180, 40}; }

Q_SIGNALS:
    void stepRequested(int step); ///< -1: the newest one

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void go(int column);
    [[nodiscard]] double cell() const;

    FilmstripModel *m_model;
};

} // namespace dare
