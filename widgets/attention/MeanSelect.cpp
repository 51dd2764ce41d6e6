#include "widgets/attention/MeanSelect.h"

#include "widgets/controls/Role.h"
#include "widgets/theme/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <algorithm>

namespace dare
{

MeanSelect::MeanSelect(const QString &name, const QString &label, QWidget *parent)
    : QWidget(parent), m_slider(new QSlider(Qt::Horizontal, this)), m_spin(new QSpinBox(this))
{
    setObjectName(name);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *title = new QLabel(label, this);
    title->setFixedWidth(40);
    m_slider->setObjectName(name + QStringLiteral("Slider"));
    m_slider->setAccessibleName(label);
    m_slider->setPageStep(1);
    m_spin->setObjectName(name + QStringLiteral("Spin"));
    m_spin->setAccessibleName(label);
    m_spin->setSpecialValueText(tr("mean"));
    m_spin->setAlignment(Qt::AlignRight);
    m_spin->setFixedWidth(52);
    row->addWidget(title);
    row->addWidget(m_slider, 1);
    row->addWidget(m_spin);
    connect(m_slider, &QSlider::valueChanged, m_spin, &QSpinBox::setValue);
    connect(m_spin, &QSpinBox::valueChanged, this, [this](int shown) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(shown);
        explain();
        Q_EMIT picked(shown - 1);
    });
    setCount(0, {});
}

int MeanSelect::value() const
{
    return m_spin->value() - 1;
}

void MeanSelect::setValue(int value)
{
    const QSignalBlocker quietSpin(m_spin);
    const QSignalBlocker quietSlider(m_slider);
    m_spin->setValue(value + 1);
    m_slider->setValue(value + 1);
    explain();
}

void MeanSelect::setCount(int count, const QString &whyNot)
{
    const QSignalBlocker quietSpin(m_spin);
    const QSignalBlocker quietSlider(m_slider);
    m_spin->setRange(0, count);
    m_slider->setRange(0, count);
    m_nothing = whyNot;
    setEnabled(count > 0);
    explain();
}

void MeanSelect::setCaptured(const std::vector<bool> &captured, const QString &whyNot)
{
    m_captured = captured;
    m_missing = whyNot;
    explain();
    update();
}

bool MeanSelect::isCaptured(int index) const
{
    const auto at = static_cast<std::size_t>(index);
    return index < 0 || at >= m_captured.size() || m_captured[at];
}

void MeanSelect::explain()
{
    const bool there = isCaptured(value());
    setToolTip(!isEnabled() ? m_nothing
               : there      ? tr("Left end: the mean over all. Broken marks: not captured")
                            : m_missing);
    setRole(m_spin, there ? "" : "absent");
}

void MeanSelect::paintEvent(QPaintEvent *)
{
    if (m_captured.empty() || !isEnabled())
        return;
    constexpr int kHandle = 14;
    QPainter painter(this);
    const QRect slider = m_slider->geometry();
    const double room = slider.width() - kHandle;
    const auto count = static_cast<double>(m_captured.size());
    const int y = slider.bottom() - 2;
    for (std::size_t i = 0; i < m_captured.size(); ++i) {
        const double x = slider.left() + kHandle / 2.0 + room * (double(i) + 1.0) / count;
        const double wide = std::max(2.0, room / count - 2.0);
        if (m_captured[i])
            painter.fillRect(QRectF(x - wide / 2.0, y, wide, 2.0)
                                 .intersected(QRectF(slider)), // few marks are long
                             currentTheme().tx3);
        else
            painter.fillRect(QRectF(x - 1.0, y, 2.0, 2.0), currentTheme().line2);
    }
}

} // namespace dare
