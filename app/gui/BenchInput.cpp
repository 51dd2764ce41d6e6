#include "app/gui/BenchInput.h"

#include "app/gui/FrameTimes.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QWidget>

namespace dare
{

void postMouse(QWidget *to, double x, QEvent::Type type)
{
    const QPointF at(x, to->height() / 2.0);
    const auto button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    const auto held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
    QCoreApplication::postEvent(
        to, new QMouseEvent(type, at, to->mapToGlobal(at), button, held, Qt::NoModifier));
}

void postWheel(QWidget *to, bool up)
{
    const QPointF at(to->width() / 2.0, to->height() / 2.0);
    QCoreApplication::postEvent(to, new QWheelEvent(at, to->mapToGlobal(at), {},
                                                    {0, up ? 120 : -120}, Qt::NoButton,
                                                    Qt::NoModifier, Qt::NoScrollPhase, false));
}

void postLetter(QWidget *to, QChar letter)
{
    for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease})
        QCoreApplication::postEvent(
            to, new QKeyEvent(type, letter.toUpper().unicode(), Qt::NoModifier, QString(letter)));
}

QString spread(const Durations &all)
{
    return QStringLiteral("p50 %1  p99 %2  worst %3 ms (%4)")
        .arg(all.quantile(0.5), 0, 'f', 1)
        .arg(all.quantile(0.99), 0, 'f', 1)
        .arg(all.worst(), 0, 'f', 1)
        .arg(all.count());
}

} // namespace dare
