#include "widgets/neglect/Filmstrip.h"

#include "widgets/neglect/FilmstripModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace dare
{

namespace
{

constexpr double kEdge = 8.0;
constexpr double kGap = 4.0;
constexpr double kBadge = 26.0; // room for the side letters
constexpr double kNumbers = 16.0;

void badge(QPainter &painter, QPointF centre, Side side)
{
    const Theme &theme = currentTheme();
    const QRectF box(centre.x() - 8, centre.y() - 8, 16, 16);
    painter.setPen(side == Side::A ? theme.sideA : theme.accent);
    painter.setBrush(side == Side::A ? QBrush(Qt::NoBrush) : QBrush(theme.accent));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(sansFont(11, QFont::DemiBold));
    painter.setPen(side == Side::A ? theme.sideA : theme.onAccent);
    painter.drawText(box, Qt::AlignCenter,
                     side == Side::A ? QStringLiteral("A") : QStringLiteral("B"));
}

} // namespace

Filmstrip::Filmstrip(FilmstripModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("stepFilmstrip"));
    setAccessibleName(tr("Predictions at four steps"));
    setToolTip(tr("What the model predicted at four steps, A over B; click goes to the step"));
    setFocusPolicy(Qt::StrongFocus);
    connect(model, &FilmstripModel::changed, this, qOverload<>(&QWidget::update));
}

double Filmstrip::cell() const
{
    const double wide = (width() - 2 * kEdge - kBadge - (FilmstripModel::kShown - 1) * kGap) /
                        FilmstripModel::kShown;
    const double high = (height() - kEdge - kNumbers - kGap) / 2.0;
    return std::max(8.0, std::min(wide, high));
}

QRectF Filmstrip::cellRect(int column, int row) const
{
    const double size = cell();
    return {kEdge + kBadge + column * (size + kGap), kEdge / 2.0 + row * (size + kGap), size, size};
}

void Filmstrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const std::vector<int> steps = m_model->steps();
    for (const Side side : kSides) {
        const int row = side == Side::A ? 0 : 1;
        badge(painter, {kEdge + 8.0, cellRect(0, row).center().y()}, side);
        for (int column = 0; column < FilmstripModel::kShown; ++column) {
            const QRectF rect = cellRect(column, row);
            const bool there = column < static_cast<int>(steps.size());
            const int step = there ? steps[static_cast<std::size_t>(column)] : -1;
            const QImage image = there ? m_model->picture(side, step) : QImage();
            painter.setPen(Qt::NoPen);
            painter.setBrush(mixed(theme.panel, theme.track, 0.55));
            painter.drawRoundedRect(rect, 3, 3);
            if (!image.isNull()) {
                QRectF box({}, QSizeF(image.size()).scaled(rect.size(), Qt::KeepAspectRatio));
                box.moveCenter(rect.center());
                painter.drawImage(box, image);
            }
            if (there && m_model->isCurrent(step)) {
                painter.setPen(QPen(theme.accent, 2.0));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 4, 4);
            }
        }
    }
    for (std::size_t column = 0; column < steps.size(); ++column) {
        const QRectF rect = cellRect(static_cast<int>(column), 1);
        const bool current = m_model->isCurrent(steps[column]);
        painter.setFont(monoFont(11));
        painter.setPen(current ? theme.accent : theme.tx3);
        painter.drawText(QRectF(rect.left(), rect.bottom() + 2, rect.width(), kNumbers),
                         Qt::AlignCenter, QString::number(steps[column] + 1));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void Filmstrip::go(int column)
{
    const std::vector<int> steps = m_model->steps();
    if (column < 0 || column >= static_cast<int>(steps.size()))
        return;
    const int step = steps[static_cast<std::size_t>(column)];
    Q_EMIT stepRequested(m_model->isNewest(step) ? -1 : step);
}

void Filmstrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    for (int column = 0; column < FilmstripModel::kShown; ++column) {
        if (cellRect(column, 0).united(cellRect(column, 1)).contains(event->position()))
            return go(column);
    }
}

void Filmstrip::keyPressEvent(QKeyEvent *event)
{
    const std::vector<int> steps = m_model->steps();
    int current = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (m_model->isCurrent(steps[i]))
            current = static_cast<int>(i);
    }
    if (event->key() == Qt::Key_Left)
        go(std::max(0, current - 1));
    else if (event->key() == Qt::Key_Right)
        go(std::min(static_cast<int>(steps.size()) - 1, current + 1));
    else
        QWidget::keyPressEvent(event);
}

} // namespace dare
