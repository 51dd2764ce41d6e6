#pragma once

#include <QFrame>

namespace dare
{

/// A small panel that opens beside what it belongs to, and closes by Esc or a click elsewhere. The
/// focus goes back to where it was.
class Popover : public QFrame
{
    Q_OBJECT

public:
    explicit Popover(QWidget *parent);

    /// Opens below a rectangle of `owner`, or above it where the screen ends.
    /// @param first gets the focus
    void openAt(QWidget *owner, const QRect &rect, QWidget *first);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace dare
