#include "widgets/attention/MeanSelect.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

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
}

void MeanSelect::setCount(int count, const QString &whyNot)
{
    const QSignalBlocker quietSpin(m_spin);
    const QSignalBlocker quietSlider(m_slider);
    m_spin->setRange(0, count);
    m_slider->setRange(0, count);
    setEnabled(count > 0);
    setToolTip(count > 0 ? tr("Left end: the mean over all") : whyNot);
}

} // namespace dare
