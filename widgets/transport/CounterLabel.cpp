#include "widgets/transport/CounterLabel.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace dare
{

namespace
{

constexpr int kLineHeight = 24;

QFont largeFont()
{
    QFont font = monoFont(18, QFont::Medium);
    font.setLetterSpacing(QFont::PercentageSpacing, 98.0);
    return font;
}

QFont smallFont()
{
    return monoFont(13);
}

} // namespace

CounterLabel::CounterLabel(QWidget *parent) : QLabel(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::IBeamCursor);
}

QSize CounterLabel::sizeHint() const
{
    const QString whole = text();
    const int stroke = static_cast<int>(whole.indexOf('/'));
    const QString head = stroke < 0 ? whole : whole.left(stroke);
    const QString tail = stroke < 0 ? QString() : whole.mid(stroke);
    return {QFontMetrics(largeFont()).horizontalAdvance(head) +
                QFontMetrics(smallFont()).horizontalAdvance(tail) + 4,
            kLineHeight};
}

void CounterLabel::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    const QString whole = text();
    const int stroke = static_cast<int>(whole.indexOf('/'));
    const QString head = stroke < 0 ? whole : whole.left(stroke);
    const QFontMetrics metrics(largeFont());
    const int baseline = (height() - metrics.height()) / 2 + metrics.ascent();
    painter.setFont(largeFont());
    painter.setPen(theme.tx);
    painter.drawText(0, baseline, head);
    if (stroke >= 0) {
        painter.setFont(smallFont());
        painter.setPen(theme.tx3);
        painter.drawText(metrics.horizontalAdvance(head), baseline, whole.mid(stroke));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2.0));
        painter.drawLine(0, height() - 1, sizeHint().width(), height() - 1);
    }
}

void CounterLabel::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT clicked();
}

void CounterLabel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT clicked();
    else
        QLabel::keyPressEvent(event);
}

} // namespace dare
