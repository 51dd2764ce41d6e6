#include "widgets/attention/ScaleRange.h"

#include "widgets/viewer/ViewModel.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

namespace dare
{

namespace
{

constexpr int kDecimals = 6;
constexpr int kSpinWidth = 60;

/// A probability in as few digits as say it: "0.2", "0.0005".
class ProbabilitySpin : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    [[nodiscard]] QString textFromValue(double value) const override
    {
        return locale().toString(value, 'g', 3);
    }
};

} // namespace

ScaleRange::ScaleRange(ViewModel *model, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_min(spin(QStringLiteral("scaleRangeMin"), tr("Lower end of the colours"))),
      m_max(spin(QStringLiteral("scaleRangeMax"), tr("Upper end of the colours"))),
      m_dash(new QLabel(QStringLiteral("–"), this)),
      m_note(new QLabel(tr("not comparable"), this)),
      m_auto(new QToolButton(this))
{
    setObjectName(QStringLiteral("scaleRange"));
    m_note->setObjectName(QStringLiteral("scaleRangeNote"));
    m_note->setProperty("role", QStringLiteral("warn"));
    m_auto->setObjectName(QStringLiteral("scaleRangeAuto"));
    m_auto->setText(tr("auto"));
    m_auto->setCheckable(true);
    m_auto->setToolTip(tr("Take the range from the maps: the 99.9th percentile over all panes and "
                          "frames, rounded up to 1, 2 or 5. It stays while you scrub"));
    m_auto->setAccessibleName(tr("Automatic range"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    for (QWidget *each : {static_cast<QWidget *>(m_min), static_cast<QWidget *>(m_dash),
                          static_cast<QWidget *>(m_max), static_cast<QWidget *>(m_note),
                          static_cast<QWidget *>(m_auto)})
        row->addWidget(each);
    connect(m_min, &QDoubleSpinBox::valueChanged, this, &ScaleRange::push);
    connect(m_max, &QDoubleSpinBox::valueChanged, this, &ScaleRange::push);
    connect(m_auto, &QToolButton::clicked, model, &ViewModel::autoScale);
    connect(model, &ViewModel::scaleChanged, this, &ScaleRange::refresh);
    connect(model, &ViewModel::mapLookChanged, this, &ScaleRange::refresh);
    refresh();
}

QDoubleSpinBox *ScaleRange::spin(const QString &name, const QString &what)
{
    auto *out = new ProbabilitySpin(this);
    out->setObjectName(name);
    out->setAccessibleName(what);
    out->setToolTip(what + tr(", a probability; the other end stays"));
    out->setDecimals(kDecimals);
    out->setRange(0.0, 1.0);
    out->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    out->setKeyboardTracking(false);
    out->setFixedWidth(kSpinWidth);
    return out;
}

void ScaleRange::push()
{
    m_model->setManualScale(m_min->value(), m_max->value());
}

void ScaleRange::refresh()
{
    const bool perMap = m_model->spec().scaleMode == ScaleMode::PerMap;
    for (QWidget *each : {static_cast<QWidget *>(m_min), static_cast<QWidget *>(m_dash),
                          static_cast<QWidget *>(m_max), static_cast<QWidget *>(m_auto)})
        each->setVisible(!perMap);
    m_note->setVisible(perMap);
    m_auto->setChecked(!m_model->scaledByHand());
    const QSignalBlocker quietMin(m_min);
    const QSignalBlocker quietMax(m_max);
    m_min->setValue(m_model->scaleMin());
    m_max->setValue(m_model->scaleMax());
}

} // namespace dare
