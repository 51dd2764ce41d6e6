#pragma once

#include <QLabel>

namespace dare
{

/// A counter such as `09/16`: the position large, what follows the stroke small. Click to type.
class CounterLabel : public QLabel
{
    Q_OBJECT

public:
    explicit CounterLabel(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace dare
