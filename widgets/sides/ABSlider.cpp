#include "widgets/sides/ABSlider.h"

#include "widgets/sides/ABTrack.h"
#include "widgets/theme/Icons.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
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
    return QStringLiteral(
               "<p style='white-space:pre'><span style='font-weight:600'>%1</span> %2</p>"
               "<p style='font-family:JetBrains Mono'>%3</p>"
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
      m_track(new ABTrack(spec.minimum, spec.maximum)),
      m_row(new QHBoxLayout)
{
    setObjectName(QStringLiteral("param_") + text(spec.name));
    setToolTip(optionToolTip(spec));
    setAccessibleName(text(spec.label));
    auto *name = label(text(spec.label), "name");
    name->setFont(font());
    QHBoxLayout *row = m_row;
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
    m_track->setToolTip(toolTip());
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

void ABSlider::enableCurves()
{
    m_curve = new QToolButton;
    m_curve->setObjectName(QStringLiteral("curve_") + text(m_spec.name));
    m_curve->setAccessibleName(tr("Schedule of %1").arg(text(m_spec.label)));
    m_curve->setToolTip(tr("A schedule over the steps replaces the constant, which then scales it. "
                           "Right click: side A or B"));
    m_curve->setIcon(themedIcon(QStringLiteral("curve")));
    m_curve->setIconSize({16, 16});
    m_curve->setFixedSize(20, 20);
    m_curve->setCheckable(true);
    m_curve->setContextMenuPolicy(Qt::CustomContextMenu);
    m_row->addWidget(m_curve);
    connect(m_curve, &QToolButton::clicked, this, &ABSlider::curveClicked);
    connect(m_curve, &QWidget::customContextMenuRequested, this, &ABSlider::curveMenu);
}

void ABSlider::setCurves(bool a, bool b)
{
    m_curveA = a;
    m_curveB = b;
    if (m_curve != nullptr)
        m_curve->setChecked(a || b);
}

void ABSlider::curveClicked()
{
    const bool on = !m_curveA && !m_curveB;
    const bool a = m_curveA;
    const bool b = m_curveB;
    // The answer of the model checks the button, not the click.
    m_curve->setChecked(!on);
    if (on)
        Q_EMIT curveToggled(m_spec.option, m_b->isEnabled() ? Side::B : Side::A, true);
    if (a)
        Q_EMIT curveToggled(m_spec.option, Side::A, false);
    if (b)
        Q_EMIT curveToggled(m_spec.option, Side::B, false);
}

void ABSlider::curveMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Side side : kSides) {
        const bool on = side == Side::A ? m_curveA : m_curveB;
        QAction *action =
            menu->addAction(tr("Schedule on side %1").arg(side == Side::A ? 'A' : 'B'), this,
                            [this, side, on] { Q_EMIT curveToggled(m_spec.option, side, !on); });
        action->setCheckable(true);
        action->setChecked(on);
        action->setEnabled(box(side)->isEnabled());
    }
    menu->popup(m_curve->mapToGlobal(at));
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
