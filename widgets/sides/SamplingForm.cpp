#include "widgets/sides/SamplingForm.h"

#include "core/types/Schedule.h"
#include "widgets/recipe/RecipeModel.h"
#include "widgets/sides/ABSlider.h"
#include "widgets/theme/Icons.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

namespace dare
{

namespace
{

QVBoxLayout *labelled(const QString &caption, QWidget *field)
{
    auto *label = new QLabel(caption);
    label->setProperty("role", "caption");
    label->setBuddy(field);
    field->setAccessibleName(caption);
    auto *out = new QVBoxLayout;
    out->setSpacing(2);
    out->addWidget(label);
    out->addWidget(field);
    return out;
}

QString sizeText(const ClipSize &size)
{
    return QStringLiteral("%1×%2×%3").arg(size.width).arg(size.height).arg(size.frames);
}

QString samplerText(SamplerKind kind)
{
    switch (kind) {
    case SamplerKind::UniPc:
        return QStringLiteral("UniPC");
    case SamplerKind::Euler:
        return QStringLiteral("Euler");
    case SamplerKind::DpmPp2M:
        return QStringLiteral("DPM++ 2M");
    }
    return {};
}

QToolButton *iconButton(const QString &name, const QString &icon, const QString &tip)
{
    auto *out = new QToolButton;
    out->setObjectName(name);
    out->setIcon(themedIcon(icon));
    out->setIconSize({16, 16});
    out->setFixedSize(24, 24);
    out->setToolTip(tip);
    out->setAccessibleName(tip);
    return out;
}

} // namespace

SamplingForm::SamplingForm(RecipeModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    m_steps = new QSpinBox;
    m_steps->setObjectName(QStringLiteral("steps"));
    m_steps->setRange(1, 1000);
    m_steps->setKeyboardTracking(false);
    m_steps->setToolTip(tr("Denoising steps, 1 to 1000"));
    m_sampler = new QComboBox;
    m_sampler->setObjectName(QStringLiteral("sampler"));
    m_sampler->setToolTip(tr("How one step follows from the ones before"));
    for (const auto kind : {SamplerKind::UniPc, SamplerKind::Euler, SamplerKind::DpmPp2M})
        m_sampler->addItem(samplerText(kind));
    m_size = new QComboBox;
    m_size->setObjectName(QStringLiteral("size"));
    m_size->setToolTip(tr("Width, height and frames of the clip"));

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->addLayout(labelled(tr("Seed"), buildSeed()), 0, 0);
    grid->addLayout(labelled(tr("Steps"), m_steps), 0, 1);
    grid->addLayout(labelled(tr("Sampler"), m_sampler), 1, 0);
    grid->addLayout(labelled(tr("Size"), m_size), 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 12, 8);
    column->setSpacing(6);
    column->addLayout(grid);
    column->addWidget(buildAdvanced());

    connect(m_steps, &QSpinBox::valueChanged, this, [this](int value) {
        m_model->edit(tr("Steps"), QStringLiteral("steps"), [&](Recipe &r) {
            // Schedules keep their shape over another number of steps.
            for (const Side side : kSides) {
                for (auto &[option, curve] : r.side(side).curves)
                    curve = stretched(curve, r.steps, value);
            }
            r.steps = value;
        });
    });
    connect(m_sampler, &QComboBox::activated, this, [this](int row) {
        m_model->edit(tr("Sampler"), {},
                      [&](Recipe &r) { r.sampler = static_cast<SamplerKind>(row); });
    });
    connect(m_size, &QComboBox::activated, this, [this](int row) {
        m_model->edit(tr("Size"), {},
                      [&](Recipe &r) { r.size = m_sizes[static_cast<std::size_t>(row)]; });
    });
    connect(m_model, &RecipeModel::changed, this, &SamplingForm::refresh);
    refresh();
}

QWidget *SamplingForm::buildSeed()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    m_seed = new QLineEdit;
    m_seed->setObjectName(QStringLiteral("seed"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setToolTip(tr("Seed of the noise that both sides start from"));
    m_seed->setProperty("role", "mono");
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,20}")), this));
    m_lock = iconButton(QStringLiteral("seedLock"), QStringLiteral("lock"),
                        tr("Keep this seed. Off: each run takes a new one"));
    m_lock->setCheckable(true);
    m_lock->setChecked(true);
    auto *dice = iconButton(QStringLiteral("seedDice"), QStringLiteral("dice"), tr("New seed"));
    row->addWidget(m_seed, 1);
    row->addWidget(m_lock);
    row->addWidget(dice);
    connect(dice, &QToolButton::clicked, this, &SamplingForm::rollSeed);
    connect(m_seed, &QLineEdit::editingFinished, this, &SamplingForm::editSeed);
    return box;
}

QWidget *SamplingForm::buildAdvanced()
{
    auto *box = new QWidget;
    auto *toggle = new QToolButton;
    toggle->setObjectName(QStringLiteral("advanced"));
    toggle->setProperty("role", "disclosure");
    toggle->setCheckable(true);
    toggle->setText(tr("Advanced"));
    toggle->setToolTip(tr("Options that rarely change"));
    toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toggle->setIcon(themedIcon(QStringLiteral("fwd")));
    auto *slider = new ABSlider(spec(Option::Tau));
    slider->setObjectName(QStringLiteral("tau"));
    m_tauA = slider->findChild<QDoubleSpinBox *>(QStringLiteral("param_tau_a"));
    m_tauB = slider->findChild<QDoubleSpinBox *>(QStringLiteral("param_tau_b"));
    slider->hide();
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 2, 0, 0);
    column->setSpacing(2);
    column->addWidget(toggle, 0, Qt::AlignLeft);
    column->addWidget(slider);
    connect(toggle, &QToolButton::toggled, this, [toggle, slider](bool on) {
        toggle->setIcon(themedIcon(on ? QStringLiteral("down") : QStringLiteral("fwd")));
        slider->setVisible(on);
    });
    connect(slider, &ABSlider::gestureStarted, m_model, &RecipeModel::beginGesture);
    connect(slider, &ABSlider::gestureFinished, m_model, &RecipeModel::endGesture);
    connect(slider, &ABSlider::valueEdited, this,
            [this](Option, Side side, double value) { editTau(side, value); });
    connect(m_model, &RecipeModel::changed, slider, [this, slider] {
        slider->setValues(m_model->recipe().a.value(Option::Tau),
                          m_model->recipe().b.value(Option::Tau));
    });
    return box;
}

void SamplingForm::editTau(Side side, double value)
{
    m_model->edit(tr("Dominance threshold"),
                  QStringLiteral("tau_%1").arg(QLatin1Char(letter(side))),
                  [&](Recipe &recipe) { recipe.side(side).value(Option::Tau) = value; });
}

void SamplingForm::setSizes(const std::vector<ClipSize> &sizes)
{
    m_sizes = sizes;
    const QSignalBlocker quiet(m_size);
    m_size->clear();
    for (const ClipSize &size : sizes)
        m_size->addItem(sizeText(size));
    m_size->setEnabled(sizes.size() > 1);
    refresh();
}

bool SamplingForm::seedLocked() const
{
    return m_lock->isChecked();
}

void SamplingForm::rollSeed()
{
    const std::uint64_t seed = QRandomGenerator::global()->bounded(1'000'000U);
    m_model->edit(tr("New seed"), {}, [&](Recipe &recipe) { recipe.seed = seed; });
}

void SamplingForm::editSeed()
{
    bool ok = false;
    const std::uint64_t seed = m_seed->text().toULongLong(&ok);
    if (!ok) {
        refresh();
        return;
    }
    m_model->edit(tr("Seed"), {}, [&](Recipe &recipe) { recipe.seed = seed; });
}

void SamplingForm::refresh()
{
    const Recipe &recipe = m_model->recipe();
    const QSignalBlocker quietSteps(m_steps);
    m_seed->setText(QString::number(recipe.seed));
    m_steps->setValue(recipe.steps);
    m_sampler->setCurrentIndex(static_cast<int>(recipe.sampler));
    for (std::size_t i = 0; i < m_sizes.size(); ++i) {
        if (m_sizes[i] == recipe.size)
            m_size->setCurrentIndex(static_cast<int>(i));
    }
}

} // namespace dare
