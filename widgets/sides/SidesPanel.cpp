#include "widgets/sides/SidesPanel.h"

#include "widgets/recipe/RecipeModel.h"
#include "widgets/sides/ABSlider.h"
#include "widgets/sides/CapturePanel.h"
#include "widgets/sides/OnOffBox.h"
#include "widgets/sides/PresetBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/SchedulePanel.h"
#include "widgets/theme/Icons.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
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

} // namespace

SidesPanel::SidesPanel(RecipeModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("sidesPanel"));
    setMinimumWidth(276);
    m_presets = new PresetBar(m_model);
    m_runBox = new RunBox;
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("sidesScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(buildBody());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    column->addWidget(m_presets);
    column->addWidget(seam());
    column->addWidget(scroll, 1);
    column->addWidget(m_runBox);
    connect(m_model, &RecipeModel::changed, this, &SidesPanel::refresh);
    refresh();
}

QWidget *SidesPanel::buildBody()
{
    auto *inner = new QWidget;
    inner->setProperty("role", "scrolled");
    m_schedule = new SchedulePanel(m_model);
    m_sampling = new SamplingForm(m_model);
    m_capture = new CapturePanel(m_model);
    auto *body = new QVBoxLayout(inner);
    body->setContentsMargins(0, 4, 0, 0);
    body->setSpacing(0);
    body->addWidget(buildOptions());
    body->addSpacing(4);
    body->addWidget(m_schedule);
    body->addWidget(sectionHeader(tr("Sampling")));
    body->addWidget(m_sampling);
    body->addWidget(m_capture);
    body->addStretch(1);
    return inner;
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
    menu->setToolTip(tr("Copy a side, run one side only, save a preset"));
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
    // What can be deleted changes: the menu is made when it opens.
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(menu); });
    fillMenu(menu);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
}

void SidesPanel::fillMenu(QMenu *menu)
{
    menu->clear();
    menu->addAction(tr("Copy A to B"), this, [this] { copySide(Side::A, Side::B); });
    menu->addAction(tr("Copy B to A"), this, [this] { copySide(Side::B, Side::A); });
    menu->addSeparator();
    auto *group = new QActionGroup(menu);
    const auto choice = [&](const QString &words, bool a, bool b) {
        auto *action = menu->addAction(words, this, [this, a, b] { setSidesRun(a, b); });
        action->setCheckable(true);
        action->setChecked(m_model->recipe().runA == a && m_model->recipe().runB == b);
        group->addAction(action);
    };
    choice(tr("Run both sides"), true, true);
    choice(tr("Run A only"), true, false);
    choice(tr("Run B only"), false, true);
    menu->addSeparator();
    menu->addAction(tr("Save A as preset…"), this, [this] { askForPresetName(Side::A); });
    menu->addAction(tr("Save B as preset…"), this, [this] { askForPresetName(Side::B); });
    QMenu *remove = menu->addMenu(tr("Delete preset"));
    for (const SidePreset &preset : m_presets->presets()) {
        if (preset.user)
            remove->addAction(preset.name, this,
                              [this, name = preset.name] { m_presets->deletePreset(name); });
    }
    remove->setEnabled(!remove->isEmpty());
}

void SidesPanel::askForPresetName(Side side)
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("presetName"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save preset"));
    dialog->setLabelText(tr("Name of the options of side %1").arg(sideLetter(side)));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, side](const QString &name) {
        // The model's own names stay what they are.
        if (!m_presets->savePreset(name.trimmed(), side) && !name.trimmed().isEmpty())
            (void)m_presets->savePreset(tr("%1 (mine)").arg(name.trimmed()), side);
    });
    dialog->open();
}

QWidget *SidesPanel::buildOptions()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    for (const Option option : kSliderOptions) {
        auto *slider = new ABSlider(spec(option));
        wireSlider(slider);
        column->addWidget(slider);
        m_sliders.push_back(slider);
    }
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 12 + ABSlider::kCurveRoom, 0);
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
        connect(weights, &QCheckBox::clicked, this, [this, side](bool on) {
            m_model->edit(tr("Word weights of %1").arg(sideLetter(side)), {},
                          [&](Recipe &recipe) { recipe.side(side).wordWeights = on; });
        });
        row->addWidget(weights);
        m_weights[index(side)] = weights;
    }
    column->addLayout(row);
    return box;
}

void SidesPanel::wireSlider(ABSlider *slider)
{
    const QString what = slider->accessibleName();
    connect(slider, &ABSlider::gestureStarted, this, [this] {
        m_dragBase = m_model->recipe();
        m_model->beginGesture();
    });
    connect(slider, &ABSlider::gestureFinished, this, [this] {
        m_model->endGesture();
        m_dragBase.reset();
    });
    connect(slider, &ABSlider::valueEdited, this,
            [this, what](Option o, Side side, double v) { editOption(what, o, side, v); });
    slider->enableCurves();
    connect(slider, &ABSlider::curveToggled, this, [this](Option option, Side side, bool on) {
        setCurveOn(*m_model, option, side, on);
        if (on)
            m_schedule->select(option, side);
    });
}

void SidesPanel::editOption(const QString &what, Option option, Side side, double value)
{
    const QString key =
        QStringLiteral("option_%1_%2").arg(static_cast<int>(option)).arg(QLatin1Char(letter(side)));
    const Curve *base = nullptr;
    if (m_dragBase) {
        const auto &curves = m_dragBase->side(side).curves;
        const auto curve = curves.find(option);
        base = curve == curves.end() ? nullptr : &curve->second;
    }
    m_model->edit(what, key,
                  [&](Recipe &recipe) { setSliderValue(recipe.side(side), option, value, base); });
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
    m_presets->setPresets(presets);
}

const std::vector<SidePreset> &SidesPanel::presets() const
{
    return m_presets->presets();
}

void SidesPanel::setVariants(const QStringList &variants)
{
    m_presets->setVariants(variants);
}

void SidesPanel::setCompact(bool compact)
{
    m_compact = compact;
    refresh();
}

void SidesPanel::refresh()
{
    const Recipe &recipe = m_model->recipe();
    for (ABSlider *slider : m_sliders) {
        const Option option = slider->option();
        slider->setValues(sliderValue(recipe.a, option), sliderValue(recipe.b, option));
        slider->setSidesEnabled(recipe.runA, recipe.runB);
        slider->setCurves(recipe.runA && recipe.a.curves.count(option) > 0,
                          recipe.runB && recipe.b.curves.count(option) > 0);
    }
    for (const Side side : kSides) {
        m_weights[index(side)]->setChecked(recipe.side(side).wordWeights);
        m_weights[index(side)]->setEnabled(recipe.runs(side));
    }
    m_caption->setText(recipe.runA && recipe.runB ? tr("same noise")
                       : recipe.runA              ? tr("A only")
                                                  : tr("B only"));
    m_caption->setVisible(!m_compact || !(recipe.runA && recipe.runB));
}

} // namespace dare
