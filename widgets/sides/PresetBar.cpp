#include "widgets/sides/PresetBar.h"

#include "widgets/recipe/RecipeModel.h"
#include "widgets/sides/UserPresets.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace dare
{

namespace
{

std::size_t at(Side side)
{
    return side == Side::A ? 0 : 1;
}

QString letterOf(Side side)
{
    return side == Side::A ? QStringLiteral("A") : QStringLiteral("B");
}

QComboBox *sideBox(const QString &name, const QString &accessible, const QString &tip)
{
    auto *out = new QComboBox;
    out->setObjectName(name);
    out->setAccessibleName(accessible);
    out->setToolTip(tip);
    // Both boxes share what the dock leaves, whatever their entries are called.
    out->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    out->setMinimumWidth(72);
    return out;
}

} // namespace

PresetBar::PresetBar(RecipeModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 12, 8);
    column->setSpacing(6);
    auto *presets = new QHBoxLayout;
    presets->setSpacing(8);
    m_variantRow = new QWidget;
    auto *variants = new QHBoxLayout(m_variantRow);
    variants->setContentsMargins(0, 0, 0, 0);
    for (const Side side : kSides)
        buildSide(side, presets, variants);
    variants->setSpacing(0);
    variants->insertSpacing(2, 8);
    column->addLayout(presets);
    column->addWidget(m_variantRow);
    m_note = new QLabel;
    m_note->setProperty("role", "caption");
    m_note->setObjectName(QStringLiteral("variantNote"));
    m_note->setWordWrap(true);
    m_note->setText(tr("B reweights a model that was not trained for it: see the measured table "
                       "in the manual."));
    column->addWidget(m_note);
    m_variantRow->hide();
    connect(m_model, &RecipeModel::changed, this, &PresetBar::refresh);
    refresh();
}

void PresetBar::buildSide(Side side, QHBoxLayout *presets, QHBoxLayout *variants)
{
    const QString letter = letterOf(side);
    auto *badge = new QLabel(letter);
    badge->setProperty("role", side == Side::A ? "badgeA" : "badgeB");
    badge->setAlignment(Qt::AlignCenter);
    auto *preset = sideBox(QStringLiteral("preset") + letter, tr("Preset of side %1").arg(letter),
                           tr("A named set of options for side %1").arg(letter));
    auto *variant =
        sideBox(QStringLiteral("variant") + letter, tr("Model variant of side %1").arg(letter),
                tr("Which weights side %1 uses. The same variant on both sides shows the sampler's "
                   "effect alone.")
                    .arg(letter));
    presets->addWidget(badge);
    presets->addWidget(preset, 1);
    variants->addSpacing(26);
    variants->addWidget(variant, 1);
    m_preset[at(side)] = preset;
    m_variant[at(side)] = variant;
    connect(preset, &QComboBox::activated, this,
            [this, side](int row) { choosePreset(side, row); });
    connect(variant, &QComboBox::activated, this, [this, side, variant] {
        const std::string name = variant->currentText().toStdString();
        m_model->edit(tr("Variant of %1").arg(letterOf(side)), {},
                      [&](Recipe &recipe) { recipe.side(side).variant = name; });
    });
}

void PresetBar::choosePreset(Side side, int row)
{
    if (row >= static_cast<int>(m_presets.size())) {
        refreshSide(side);
        return;
    }
    const SidePreset &preset = m_presets[static_cast<std::size_t>(row)];
    m_model->edit(tr("Preset %1").arg(preset.name), {}, [&](Recipe &recipe) {
        recipe.side(side) = optionsOf(preset, recipe.steps, recipe.side(side).variant);
    });
}

void PresetBar::setPresets(const std::vector<SidePreset> &presets)
{
    m_presets = presets;
    const std::vector<SidePreset> own = loadUserPresets();
    m_presets.insert(m_presets.end(), own.begin(), own.end());
    refresh();
}

bool PresetBar::savePreset(const QString &name, Side side)
{
    const auto known = std::find_if(m_presets.begin(), m_presets.end(),
                                    [&](const SidePreset &each) { return each.name == name; });
    if (name.trimmed().isEmpty() || (known != m_presets.end() && !known->user))
        return false;
    const Recipe &recipe = m_model->recipe();
    SidePreset preset{name, recipe.side(side), true, recipe.steps};
    preset.options.variant.clear();
    if (known != m_presets.end())
        *known = preset;
    else
        m_presets.push_back(preset);
    storeUserPresets();
    return true;
}

void PresetBar::deletePreset(const QString &name)
{
    std::erase_if(m_presets,
                  [&](const SidePreset &each) { return each.user && each.name == name; });
    storeUserPresets();
}

void PresetBar::storeUserPresets()
{
    std::vector<SidePreset> own;
    std::copy_if(m_presets.begin(), m_presets.end(), std::back_inserter(own),
                 [](const SidePreset &each) { return each.user; });
    saveUserPresets(own);
    refresh();
    Q_EMIT presetsChanged();
}

void PresetBar::setVariants(const QStringList &variants)
{
    for (QComboBox *box : m_variant) {
        const QSignalBlocker quiet(box);
        box->clear();
        box->addItems(variants);
    }
    m_variantRow->setVisible(!variants.isEmpty());
    refresh();
}

void PresetBar::refresh()
{
    for (const Side side : kSides)
        refreshSide(side);
    const Recipe &recipe = m_model->recipe();
    const auto used = [&recipe](Option option) {
        return recipe.b.value(option) > 0.0 || recipe.b.curves.count(option) > 0;
    };
    m_note->setVisible(recipe.runB && recipe.b.variant == "plain" &&
                       (used(Option::S) || used(Option::Gamma)));
}

void PresetBar::refreshSide(Side side)
{
    const SideOptions &options = m_model->recipe().side(side);
    QComboBox *preset = m_preset[at(side)];
    const QSignalBlocker quiet(preset);
    const QString current = presetNameOf(m_presets, options, m_model->recipe().steps);
    preset->clear();
    for (const SidePreset &each : m_presets)
        preset->addItem(each.name);
    if (preset->findText(current) < 0)
        preset->addItem(current);
    preset->setCurrentText(current);
    QComboBox *variant = m_variant[at(side)];
    const QSignalBlocker quietVariant(variant);
    variant->setCurrentText(QString::fromStdString(options.variant));
    const bool runs = m_model->recipe().runs(side);
    preset->setEnabled(runs);
    variant->setEnabled(runs);
}

} // namespace dare
