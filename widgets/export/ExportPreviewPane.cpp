#include "widgets/export/ExportPreviewPane.h"

#include "widgets/theme/Icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kMargin = 16;
constexpr int kBelow = 84;

} // namespace

ExportPreviewPane::ExportPreviewPane(QWidget *parent)
    : QWidget(parent),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_play(new QToolButton(this)),
      m_counter(new QLabel(this)),
      m_summary(new QLabel(this))
{
    setObjectName(QStringLiteral("exportPreview"));
    setAccessibleName(tr("Preview of the exported picture"));
    setMinimumSize(360, 240);
    m_slider->setObjectName(QStringLiteral("exportFrame"));
    m_slider->setAccessibleName(tr("Frame of the preview"));
    m_slider->setToolTip(tr("Frame of the preview"));
    m_play->setIcon(themedIcon(QStringLiteral("play")));
    m_play->setObjectName(QStringLiteral("exportPlay"));
    m_play->setAccessibleName(tr("Play the preview"));
    m_play->setToolTip(tr("Play the preview"));
    m_play->setCheckable(true);
    m_play->setFixedSize(24, 24);
    m_counter->setProperty("role", QStringLiteral("mono"));
    m_summary->setObjectName(QStringLiteral("exportPrediction"));
    m_summary->setProperty("role", QStringLiteral("mono"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_play);
    row->addWidget(m_slider, 1);
    row->addWidget(m_counter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kMargin, kMargin, kMargin, 12);
    column->setSpacing(4);
    column->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_summary);
    connect(m_slider, &QSlider::valueChanged, this, [this](int frame) {
        showCounter();
        Q_EMIT frameWanted(frame);
    });
    connect(m_play, &QToolButton::toggled, this, &ExportPreviewPane::play);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        m_slider->setValue(m_slider->value() == m_slider->maximum() ? 0 : m_slider->value() + 1);
    });
}

void ExportPreviewPane::setFrames(int frames, double fps)
{
    m_slider->setRange(0, std::max(0, frames - 1));
    m_clock.setInterval(std::max(10, qRound(1000.0 / std::max(fps, 1.0))));
    showCounter();
}

void ExportPreviewPane::setFrame(int frame)
{
    m_slider->setValue(frame);
}

int ExportPreviewPane::frame() const
{
    return m_slider->value();
}

void ExportPreviewPane::showCounter()
{
    m_counter->setText(
        QStringLiteral("%1 / %2").arg(m_slider->value() + 1).arg(m_slider->maximum() + 1));
}

void ExportPreviewPane::play(bool on)
{
    m_play->setIcon(themedIcon(on ? QStringLiteral("pause") : QStringLiteral("play")));
    if (on)
        m_clock.start();
    else
        m_clock.stop();
}

void ExportPreviewPane::setPicture(const QImage &picture, const QString &message)
{
    m_picture = picture;
    m_message = message;
    update();
}

void ExportPreviewPane::setSummary(const QString &text)
{
    m_summary->setText(text);
}

void ExportPreviewPane::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.bg);
    const QRectF area = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kBelow);
    if (!m_message.isEmpty() || m_picture.isNull()) {
        painter.setPen(theme.tx2);
        painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap,
                         m_message.isEmpty() ? tr("Drawing…") : m_message);
        return;
    }
    // Never larger than it will be: the picture shows the file's own pixels.
    QSizeF size = QSizeF(m_picture.size()) / devicePixelRatioF();
    if (size.width() > area.width() || size.height() > area.height())
        size.scale(area.size(), Qt::KeepAspectRatio);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(area.center() - QPointF(size.width(), size.height()) / 2.0, size),
                      m_picture);
}

} // namespace dare
