#pragma once

#include <QEvent>
#include <QString>

class QWidget;

namespace dare
{

class Durations;

/// Events as a hand makes them, for the bench of the window. They are posted: the window takes them
/// in its own time. @thread GUI

/// The left button at `x`, half way down: press, move or release.
void postMouse(QWidget *to, double x, QEvent::Type type);
/// One notch of the wheel in the middle. @param up towards larger
void postWheel(QWidget *to, bool up);
/// A letter, pressed and let go.
void postLetter(QWidget *to, QChar letter);

/// "p50 1.0  p99 2.0  worst 3.0 ms (60)"
[[nodiscard]] QString spread(const Durations &all);

} // namespace dare
