#include "widgets/prompt/WeightPopover.h"

#include "widgets/prompt/PromptModel.h"
#include "widgets/theme/Icons.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr int kWidth = 300;
constexpr double kMostWeight = 2.0;
constexpr int kTicks = 100; // of the slider, per unit of weight

QLabel *label(const QString &text, const char *role)
{
    auto *out = new QLabel(text);
    out->setProperty("role", role);
    out->setWordWrap(true);
    return out;
}

QDoubleSpinBox *valueBox(const char *name, double most, double step, const QString &tip)
{
    auto *out = new QDoubleSpinBox;
    out->setObjectName(QLatin1String(name));
    out->setRange(0.0, most);
    out->setSingleStep(step);
    out->setDecimals(2);
    out->setFixedWidth(64);
    out->setKeyboardTracking(false);
    out->setToolTip(tip);
    return out;
}

} // namespace

WeightPopover::WeightPopover(PromptModel *model, QWidget *parent) : Popover(parent), m_model(model)
{
    setObjectName(QStringLiteral("weightPopover"));
    setFixedWidth(kWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(6);
    m_title = label({}, "title");
    column->addWidget(m_title);
    addWeight();
    column->addSpacing(4);
    addDensity();
    connect(model, &PromptModel::parsed, this, &WeightPopover::refresh);
}

void WeightPopover::addWeight()
{
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setObjectName(QStringLiteral("weightSlider"));
    m_slider->setRange(0, static_cast<int>(kMostWeight * kTicks));
    m_slider->setSingleStep(5);
    m_slider->setPageStep(25);
    m_slider->setAccessibleName(tr("Weight of the word"));
    m_slider->setToolTip(tr("Weight u of the word, 0 to 2; 0 removes it (arrows)"));
    m_value = valueBox("weightValue", kMostWeight, 0.05, tr("Exact weight u"));
    m_value->setAccessibleName(tr("Exact weight"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_slider, 1);
    row->addWidget(m_value);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(row);
    column->addWidget(
        label(tr("1 leaves the word alone, 0 removes it. Weights act inside cross-attention, on "
                 "sides where Word weights is on."),
              "caption"));
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int ticks) { editWeight(static_cast<double>(ticks) / kTicks); });
    connect(m_slider, &QSlider::sliderPressed, m_model, &PromptModel::gestureStarted);
    connect(m_slider, &QSlider::sliderReleased, m_model, &PromptModel::gestureEnded);
    connect(m_value, &QDoubleSpinBox::valueChanged, this, &WeightPopover::editWeight);
}

void WeightPopover::addDensity()
{
    m_rho = valueBox("rhoValue", 1.0, 0.01,
                     tr("Semantic density ρ of this word, in place of the measured one"));
    m_rho->setAccessibleName(tr("Semantic density of the word"));
    m_reset = new QToolButton;
    m_reset->setObjectName(QStringLiteral("rhoReset"));
    m_reset->setIcon(themedIcon(QStringLiteral("refresh")));
    m_reset->setFixedSize(24, 24);
    m_reset->setToolTip(tr("Back to the density of the model"));
    m_reset->setAccessibleName(tr("Reset the density"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(label(tr("Density ρ"), "name"), 1);
    row->addWidget(m_reset);
    row->addWidget(m_rho);
    m_rhoSource = label({}, "caption");
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(row);
    column->addWidget(m_rhoSource);
    connect(m_rho, &QDoubleSpinBox::valueChanged, this, &WeightPopover::editDensity);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        m_reset->setEnabled(false);
        Q_EMIT m_model->rhoReset(m_label);
    });
}

void WeightPopover::openFor(int word, QWidget *owner, const QRect &chip)
{
    m_word = word;
    m_label = QString::fromStdString(m_model->tokens().words[static_cast<std::size_t>(word)].label);
    refresh();
    openAt(owner, chip, m_slider);
}

void WeightPopover::refresh()
{
    const auto &words = m_model->tokens().words;
    const bool there =
        m_word >= 0 && m_word < static_cast<int>(words.size()) &&
        QString::fromStdString(words[static_cast<std::size_t>(m_word)].label) == m_label;
    if (!there) {
        close();
        return;
    }
    const Word &word = words[static_cast<std::size_t>(m_word)];
    setAccessibleName(tr("Weight of %1").arg(m_label));
    m_title->setText(QString::fromStdString(word.text));
    const QSignalBlocker slider(m_slider);
    const QSignalBlocker value(m_value);
    const QSignalBlocker rho(m_rho);
    m_slider->setValue(qRound(word.weight * kTicks));
    m_value->setValue(word.weight);
    m_rho->setValue(word.rho);
    m_reset->setEnabled(word.rhoOverridden);
    m_rhoSource->setText(word.rhoOverridden ? tr("Set by you; it decides for this prompt.")
                                            : tr("From %1.")
                                                  .arg(m_model->densitySource().isEmpty()
                                                           ? tr("the model")
                                                           : m_model->densitySource()));
}

void WeightPopover::editWeight(double weight)
{
    m_model->setWeight(m_word, weight);
}

void WeightPopover::editDensity(double rho)
{
    Q_EMIT m_model->rhoEdited(m_label, rho);
}

} // namespace dare
