#include "widgets/sides/SidesPanel.h"

#include "widgets/recipe/RecipeModel.h"
#include "widgets/sides/ABSlider.h"
#include "widgets/sides/OnOffBox.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/theme/Icons.h"

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace dare
{

namespace
{

constexpr std::array kSliderOptions{Option::W, Option::Lambda, Option::S, Option::Gamma,
                                    Option::Kappa};

std::size_t index(Side side)
{
    return side == Side::A ? 0 : 1;
}

QString sideLetter(Side side)
{
    return side == Side::A ? QStringLiteral("A") : QStringLiteral("B");
}

QLabel *label(const QString &words, const char *role)
{
    auto *out = new QLabel(words);
    out->setProperty("role", role);
    return out;
}

QFrame *seam()
{
    auto *out = new QFrame;
    out->setProperty("role", "seam");
    return out;
}

QWidget *sectionHeader(const QString &title)
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(label(title, "title"));
    box->setFixedHeight(32);
    return box;
}

QComboBox *sideBox(const QString &name, const QString &accessible)
{
    auto *out = new QComboBox;
    out->setObjectName(name);
    out->setAccessibleName(accessible);
    // Both boxes share what the dock leaves, whatever their entries are called.
    out->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    out->setMinimumWidth(72);
    return out;
}

} // namespace

SidesPanel::SidesPanel(RecipeModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("sidesPanel"));
    setMinimumWidth(276);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    column->addWidget(buildPresets());
    column->addWidget(seam());

    auto *inner = new QWidget;
    inner->setProperty("role", "scrolled");
    auto *body = new QVBoxLayout(inner);
    body->setContentsMargins(0, 4, 0, 0);
    body->setSpacing(0);
    body->addWidget(buildOptions());
    body->addSpacing(4);
    body->addWidget(sectionHeader(tr("Sampling")));
    m_sampling = new SamplingForm(m_model);
    body->addWidget(m_sampling);
    body->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("sidesScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inner);
    column->addWidget(scroll, 1);
    m_runBox = new RunBox;
    column->addWidget(m_runBox);

    for (const Side side : kSides) {
        wirePreset(side);
        wireWeights(side);
    }
    connect(m_model, &RecipeModel::changed, this, &SidesPanel::refresh);
    refresh();
}

QWidget *SidesPanel::buildHeader()
{
    auto *box = new QWidget;
    box->setFixedHeight(32);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(label(tr("Sides"), "title"));
    m_caption = label(QString(), "quiet");
    row->addWidget(m_caption);
    row->addStretch(1);
    auto *swap = new QToolButton;
    swap->setObjectName(QStringLiteral("sidesSwap"));
    swap->setIcon(themedIcon(QStringLiteral("swap")));
    swap->setToolTip(tr("Exchange the options of A and B"));
    auto *menu = new QToolButton;
    menu->setObjectName(QStringLiteral("sidesMenu"));
    menu->setIcon(themedIcon(QStringLiteral("more")));
    menu->setToolTip(tr("Copy a side, run one side only"));
    for (QToolButton *button : {swap, menu}) {
        button->setFixedSize(24, 24);
        button->setIconSize({16, 16});
        button->setAccessibleName(button->toolTip());
        row->addWidget(button);
    }
    connect(swap, &QToolButton::clicked, this, &SidesPanel::swapSides);
    addMenu(menu);
    return box;
}

void SidesPanel::addMenu(QToolButton *button)
{
    auto *menu = new QMenu(button);
    menu->addAction(tr("Copy A to B"), this, [this] { copySide(Side::A, Side::B); });
    menu->addAction(tr("Copy B to A"), this, [this] { copySide(Side::B, Side::A); });
    menu->addSeparator();
    auto *group = new QActionGroup(menu);
    const auto choice = [&](const QString &words, bool a, bool b) {
        auto *action = menu->addAction(words, this, [this, a, b] { setSidesRun(a, b); });
        action->setCheckable(true);
        group->addAction(action);
        connect(menu, &QMenu::aboutToShow, action, [this, action, a, b] {
            action->setChecked(m_model->recipe().runA == a && m_model->recipe().runB == b);
        });
    };
    choice(tr("Run both sides"), true, true);
    choice(tr("Run A only"), true, false);
    choice(tr("Run B only"), false, true);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
}

QWidget *SidesPanel::buildPresets()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(12, 0, 12, 8);
    column->setSpacing(6);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_variantRow = new QWidget;
    auto *variants = new QHBoxLayout(m_variantRow);
    variants->setContentsMargins(0, 0, 0, 0);
    variants->setSpacing(8);
    for (const Side side : kSides) {
        auto *badge = label(sideLetter(side), side == Side::A ? "badgeA" : "badgeB");
        badge->setAlignment(Qt::AlignCenter);
        auto *preset = sideBox(QStringLiteral("preset") + sideLetter(side),
                               tr("Preset of side %1").arg(sideLetter(side)));
        preset->setToolTip(tr("A named set of options for side %1").arg(sideLetter(side)));
        auto *variant = sideBox(QStringLiteral("variant") + sideLetter(side),
                                tr("Model variant of side %1").arg(sideLetter(side)));
        variant->setToolTip(tr("Which weights side %1 uses. The same variant on both sides shows "
                               "the sampler's effect alone.")
                                .arg(sideLetter(side)));
        row->addWidget(badge);
        row->addWidget(preset, 1);
        variants->addSpacing(26);
        variants->addWidget(variant, 1);
        m_preset[index(side)] = preset;
        m_variant[index(side)] = variant;
    }
    variants->setSpacing(0);
    variants->insertSpacing(2, 8);
    column->addLayout(row);
    column->addWidget(m_variantRow);
    m_variantNote = label(QString(), "caption");
    m_variantNote->setObjectName(QStringLiteral("variantNote"));
    m_variantNote->setWordWrap(true);
    column->addWidget(m_variantNote);
    m_variantRow->hide();
    return box;
}

QWidget *SidesPanel::buildOptions()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    for (const Option option : kSliderOptions) {
        auto *slider = new ABSlider(spec(option));
        const QString what = slider->accessibleName();
        connect(slider, &ABSlider::gestureStarted, m_model, &RecipeModel::beginGesture);
        connect(slider, &ABSlider::gestureFinished, m_model, &RecipeModel::endGesture);
        connect(slider, &ABSlider::valueEdited, this, [this, what](Option o, Side side, double v) {
            const QString key = QStringLiteral("option_%1_%2")
                                    .arg(static_cast<int>(o))
                                    .arg(QLatin1Char(letter(side)));
            m_model->edit(what, key, [&](Recipe &recipe) { recipe.side(side).value(o) = v; });
        });
        column->addWidget(slider);
        m_sliders.push_back(slider);
    }
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 12, 0);
    row->setSpacing(6);
    row->addWidget(label(tr("Word weights"), "name"));
    row->addWidget(label(QStringLiteral("u"), "symbol"));
    row->addStretch(1);
    for (const Side side : kSides) {
        auto *weights = new OnOffBox(side);
        weights->setObjectName(QStringLiteral("wordWeights_%1").arg(QLatin1Char(letter(side))));
        weights->setAccessibleName(tr("Word weights, side %1").arg(sideLetter(side)));
        weights->setToolTip(tr("Whether (word:1.2) in the prompt acts on side %1. It changes "
                               "cross-attention, never the text encoder. Our reading of the "
                               "abstract.")
                                .arg(sideLetter(side)));
        row->addWidget(weights);
        m_weights[index(side)] = weights;
    }
    column->addLayout(row);
    return box;
}

void SidesPanel::wirePreset(Side side)
{
    connect(m_preset[index(side)], &QComboBox::activated, this,
            [this, side](int row) { choosePreset(side, row); });
    QComboBox *variant = m_variant[index(side)];
    connect(variant, &QComboBox::activated, this, [this, side, variant] {
        const std::string name = variant->currentText().toStdString();
        m_model->edit(tr("Variant of %1").arg(sideLetter(side)), {},
                      [&](Recipe &recipe) { recipe.side(side).variant = name; });
    });
}

void SidesPanel::wireWeights(Side side)
{
    connect(m_weights[index(side)], &QCheckBox::clicked, this, [this, side](bool on) {
        m_model->edit(tr("Word weights of %1").arg(sideLetter(side)), {},
                      [&](Recipe &recipe) { recipe.side(side).wordWeights = on; });
    });
}

void SidesPanel::choosePreset(Side side, int row)
{
    if (row >= static_cast<int>(m_presets.size())) {
        refreshSide(side);
        return;
    }
    const SidePreset &preset = m_presets[static_cast<std::size_t>(row)];
    m_model->edit(tr("Preset %1").arg(preset.name), {}, [&](Recipe &recipe) {
        SideOptions &options = recipe.side(side);
        const std::string variant = options.variant;
        options = preset.options;
        // The variant is chosen in its own box: sampling and training stay apart.
        options.variant = variant;
    });
}

void SidesPanel::copySide(Side from, Side to)
{
    m_model->edit(tr("Copy %1 to %2").arg(sideLetter(from), sideLetter(to)), {},
                  [&](Recipe &recipe) { recipe.side(to) = recipe.side(from); });
}

void SidesPanel::setSidesRun(bool a, bool b)
{
    m_model->edit(tr("Sides to run"), {}, [&](Recipe &recipe) {
        recipe.runA = a;
        recipe.runB = b;
    });
}

void SidesPanel::swapSides()
{
    m_model->edit(tr("Swap sides"), {}, [](Recipe &recipe) { std::swap(recipe.a, recipe.b); });
}

void SidesPanel::setPresets(const std::vector<SidePreset> &presets)
{
    m_presets = presets;
    refresh();
}

void SidesPanel::setVariants(const QStringList &variants)
{
    for (QComboBox *box : m_variant) {
        const QSignalBlocker quiet(box);
        box->clear();
        box->addItems(variants);
    }
    m_variantRow->setVisible(!variants.isEmpty());
    refresh();
}

void SidesPanel::setCompact(bool compact)
{
    m_caption->setVisible(!compact || !(m_model->recipe().runA && m_model->recipe().runB));
}

void SidesPanel::refresh()
{
    const Recipe &recipe = m_model->recipe();
    for (ABSlider *slider : m_sliders) {
        slider->setValues(recipe.a.value(slider->option()), recipe.b.value(slider->option()));
        slider->setSidesEnabled(recipe.runA, recipe.runB);
    }
    for (const Side side : kSides)
        refreshSide(side);
    m_caption->setText(recipe.runA && recipe.runB ? tr("same noise")
                       : recipe.runA              ? tr("A only")
                                                  : tr("B only"));
    const bool plainReweighted =
        recipe.runB && recipe.b.variant == "plain" &&
        (recipe.b.value(Option::S) > 0.0 || recipe.b.value(Option::Gamma) > 0.0);
    m_variantNote->setVisible(plainReweighted);
    m_variantNote->setText(tr(
        "B reweights a model that was not trained for it: see the measured table in the manual."));
}

void SidesPanel::refreshSide(Side side)
{
    const SideOptions &options = m_model->recipe().side(side);
    QComboBox *preset = m_preset[index(side)];
    const QSignalBlocker quiet(preset);
    const QString current = presetNameOf(m_presets, options);
    preset->clear();
    for (const SidePreset &each : m_presets)
        preset->addItem(each.name);
    if (preset->findText(current) < 0)
        preset->addItem(current);
    preset->setCurrentText(current);
    QComboBox *variant = m_variant[index(side)];
    const QSignalBlocker quietVariant(variant);
    variant->setCurrentText(QString::fromStdString(options.variant));
    OnOffBox *weights = m_weights[index(side)];
    weights->setChecked(options.wordWeights);
    const bool runs = m_model->recipe().runs(side);
    for (QWidget *widget : {static_cast<QWidget *>(preset), static_cast<QWidget *>(variant),
                            static_cast<QWidget *>(weights)})
        widget->setEnabled(runs);
}

} // namespace dare
