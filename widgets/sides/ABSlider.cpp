#include "widgets/sides/ABSlider.h"

#include "widgets/sides/ABTrack.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <cmath>

namespace dare
{

namespace
{

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QLabel *label(const QString &words, const char *role)
{
    auto *out = new QLabel(words);
    out->setProperty("role", role);
    return out;
}

} // namespace

QString optionToolTip(const OptionSpec &spec)
{
    return QStringLiteral("<p style='white-space:pre'><b>%1</b> %2</p><p><code>%3</code></p>"
                          "<p>%4</p><p>%5 to %6, default %7. Our reading of the abstract.</p>")
        .arg(text(spec.label).toHtmlEscaped(), text(spec.symbol).toHtmlEscaped(),
             text(spec.formula).toHtmlEscaped(), text(spec.help).toHtmlEscaped())
        .arg(spec.minimum)
        .arg(spec.maximum)
        .arg(spec.fallback);
}

ABSlider::ABSlider(const OptionSpec &spec, QWidget *parent)
    : QWidget(parent),
      m_spec(spec),
      m_a(makeBox(Side::A)),
      m_b(makeBox(Side::B)),
      m_track(new ABTrack(spec.minimum, spec.maximum))
{
    setObjectName(QStringLiteral("param_") + text(spec.name));
    setToolTip(optionToolTip(spec));
    setAccessibleName(text(spec.label));
    auto *name = label(text(spec.label), "name");
    name->setFont(font());
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(6);
    row->addWidget(name);
    row->addWidget(label(text(spec.symbol), "symbol"));
    row->addStretch(1);
    row->addWidget(m_a);
    row->addWidget(m_b);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(1);
    column->addLayout(row);
    auto *track = new QHBoxLayout;
    track->setContentsMargins(4, 0, 4, 0);
    track->addWidget(m_track);
    column->addLayout(track);

    connect(m_track, &ABTrack::dragStarted, this, &ABSlider::gestureStarted);
    connect(m_track, &ABTrack::dragFinished, this, &ABSlider::gestureFinished);
    connect(m_track, &ABTrack::dragged, this, &ABSlider::edit);
    connect(m_track, &ABTrack::resetRequested, this,
            [this](Side side) { edit(side, m_spec.fallback); });
}

QDoubleSpinBox *ABSlider::makeBox(Side side)
{
    auto *out = new QDoubleSpinBox;
    out->setObjectName(
        QStringLiteral("param_%1_%2").arg(text(m_spec.name)).arg(QLatin1Char(letter(side))));
    out->setProperty("role", side == Side::A ? "sideA" : "sideB");
    out->setAccessibleName(
        QStringLiteral("%1, side %2").arg(text(m_spec.label), side == Side::A ? "A" : "B"));
    out->setDecimals(m_spec.decimals);
    out->setRange(m_spec.minimum, m_spec.maximum);
    out->setSingleStep(m_spec.step);
    out->setButtonSymbols(QAbstractSpinBox::NoButtons);
    out->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    out->setKeyboardTracking(false);
    out->setFixedSize(48, 20);
    out->setFocusPolicy(Qt::StrongFocus);
    connect(out, &QDoubleSpinBox::valueChanged, this,
            [this, side](double value) { Q_EMIT valueEdited(m_spec.option, side, value); });
    return out;
}

void ABSlider::setValues(double a, double b)
{
    const QSignalBlocker quietA(m_a);
    const QSignalBlocker quietB(m_b);
    m_a->setValue(a);
    m_b->setValue(b);
    m_track->setValues(a, b);
}

void ABSlider::setSidesEnabled(bool a, bool b)
{
    m_a->setEnabled(a);
    m_b->setEnabled(b);
    m_track->setHandlesShown(a, b);
}

void ABSlider::edit(Side side, double value)
{
    // The model answers with setValues(); a box that already shows the value stays silent.
    const double scale = std::pow(10.0, m_spec.decimals);
    const double rounded = std::round(value * scale) / scale;
    if (std::abs(box(side)->value() - rounded) > 1e-9)
        Q_EMIT valueEdited(m_spec.option, side, rounded);
}

} // namespace dare
