#include "widgets/sides/SchedulePanel.h"

#include "widgets/controls/Role.h"
#include "widgets/curves/CurveEditor.h"
#include "widgets/curves/CurvePreset.h"
#include "widgets/recipe/RecipeModel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>

namespace dare
{

namespace
{

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QString letterOf(Side side)
{
    return side == Side::A ? QStringLiteral("A") : QStringLiteral("B");
}

int idOf(Option option, Side side)
{
    return static_cast<int>(option) * 2 + (side == Side::A ? 0 : 1);
}

/// What a curve that starts from nothing reaches: something to see and to pull down.
double defaultPeak(const SideOptions &side, Option option)
{
    const double value = sliderValue(side, option);
    return value > 0.0 ? value : std::min(1.0, spec(option).maximum);
}

QLabel *caption(const char *role)
{
    auto *out = new QLabel;
    out->setProperty("role", role);
    return out;
}

QComboBox *box(const QString &name, const QString &accessible, const QString &tip)
{
    auto *out = new QComboBox;
    out->setObjectName(name);
    out->setAccessibleName(accessible);
    out->setToolTip(tip);
    out->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    out->setMinimumWidth(64);
    return out;
}

} // namespace

void setCurveOn(RecipeModel &model, Option option, Side side, bool on)
{
    const QString name = text(spec(option).label);
    model.edit(on ? QObject::tr("Schedule of %1").arg(name)
                  : QObject::tr("No schedule of %1").arg(name),
               {}, [&](Recipe &recipe) {
                   SideOptions &options = recipe.side(side);
                   if (!on) {
                       options.value(option) = sliderValue(options, option);
                       options.curves.erase(option);
                   } else if (options.curves.find(option) == options.curves.end()) {
                       options.curves[option] =
                           presetCurve(CurvePreset::Constant, options.value(option), recipe.steps);
                   }
               });
}

double sliderValue(const SideOptions &side, Option option)
{
    const auto curve = side.curves.find(option);
    return curve == side.curves.end() ? side.value(option) : peakOf(curve->second);
}

void setSliderValue(SideOptions &side, Option option, double value, const Curve *base)
{
    side.value(option) = value;
    const auto curve = side.curves.find(option);
    if (curve != side.curves.end())
        curve->second = scaledTo(base != nullptr ? *base : curve->second, value, spec(option));
}

SchedulePanel::SchedulePanel(RecipeModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("schedulePanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(4);
    buildHeader(column);
    m_editor = new CurveEditor;
    column->addWidget(m_editor);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_legend = caption("caption");
    m_legend->setObjectName(QStringLiteral("scheduleLegend"));
    m_legend->setWordWrap(true); // a narrow dock takes two lines
    m_reading = caption("mono");
    m_reading->setObjectName(QStringLiteral("scheduleReading"));
    row->addWidget(m_legend, 1);
    row->addWidget(m_reading);
    column->addLayout(row);
    connect(m_editor, &CurveEditor::gestureStarted, m_model, &RecipeModel::beginGesture);
    connect(m_editor, &CurveEditor::gestureFinished, m_model, &RecipeModel::endGesture);
    connect(m_editor, &CurveEditor::curveEdited, this, &SchedulePanel::edit);
    connect(m_editor, &CurveEditor::textRefused, this, [this](const QString &problem) {
        m_legend->setText(problem);
        setRole(m_legend, "warn");
    });
    connect(m_model, &RecipeModel::changed, this, &SchedulePanel::refresh);
    refresh();
}

void SchedulePanel::buildHeader(QVBoxLayout *column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    auto *title = caption("title");
    title->setText(tr("Schedule"));
    m_param = box(QStringLiteral("scheduleParam"), tr("Option whose schedule is edited"),
                  tr("The option and side whose schedule is edited"));
    m_preset = box(QStringLiteral("schedulePreset"), tr("Shape of the schedule"),
                   tr("A shape over the steps; Custom once a point was moved"));
    for (const QString &name : {tr("Constant"), tr("Ramp up"), tr("Ramp down"), tr("Early bump"),
                                tr("First half"), tr("Custom")})
        m_preset->addItem(name);
    row->addWidget(title);
    row->addWidget(m_param, 2);
    row->addWidget(m_preset, 3);
    column->addLayout(row);
    connect(m_param, &QComboBox::activated, this, [this](int entry) {
        const int id = m_param->itemData(entry).toInt();
        select(static_cast<Option>(id / 2), id % 2 == 0 ? Side::A : Side::B);
    });
    connect(m_preset, &QComboBox::activated, this, &SchedulePanel::choosePreset);
}

void SchedulePanel::select(Option option, Side side)
{
    m_option = option;
    m_side = side;
    refresh();
}

void SchedulePanel::setCurrentStep(int step)
{
    if (step == m_step)
        return;
    m_step = step;
    refresh();
}

void SchedulePanel::edit(const Curve &curve)
{
    const Option option = m_option;
    const Side side = m_side;
    m_model->edit(tr("Schedule of %1").arg(text(spec(option).label)),
                  QStringLiteral("curve_%1").arg(idOf(option, side)), [&](Recipe &recipe) {
                      recipe.side(side).curves[option] = curve;
                      recipe.side(side).value(option) = peakOf(curve);
                  });
}

void SchedulePanel::choosePreset(int row)
{
    const auto preset = static_cast<CurvePreset>(row);
    const Recipe &recipe = m_model->recipe();
    const SideOptions &side = recipe.side(m_side);
    // A constant needs no schedule, and Custom is not a shape to go to.
    if (preset == CurvePreset::Constant)
        setCurveOn(*m_model, m_option, m_side, false);
    else if (preset != CurvePreset::Custom)
        edit(presetCurve(preset, defaultPeak(side, m_option), recipe.steps));
    refresh();
}

void SchedulePanel::fillParams()
{
    const Recipe &recipe = m_model->recipe();
    const QSignalBlocker quiet(m_param);
    m_param->clear();
    for (const Side side : {Side::B, Side::A}) {
        for (const OptionSpec &row : kOptions) {
            if (!row.curve || !recipe.runs(side))
                continue;
            const bool on = recipe.side(side).curves.count(row.option) > 0;
            m_param->addItem(
                QStringLiteral("%1 · %2%3")
                    .arg(letterOf(side), text(row.symbol), on ? QStringLiteral(" ∿") : QString()),
                idOf(row.option, side));
        }
    }
    if (m_param->findData(idOf(m_option, m_side)) < 0)
        m_side = recipe.runB ? Side::B : Side::A;
    m_param->setCurrentIndex(m_param->findData(idOf(m_option, m_side)));
}

QString SchedulePanel::legend() const
{
    QStringList out{text(spec(m_option).symbol)};
    const std::array<QString, 2> styles{tr("dashed"), tr("dotted")};
    const auto &behind = m_editor->view().behind;
    for (std::size_t i = 0; i < behind.size(); ++i)
        out << text(behind[i].first->symbol) + QLatin1Char(' ') + styles[i % styles.size()];
    return out.join(QStringLiteral("  "));
}

void SchedulePanel::refresh()
{
    fillParams();
    const Recipe &recipe = m_model->recipe();
    const SideOptions &side = recipe.side(m_side);
    CurveView view;
    view.spec = &spec(m_option);
    view.steps = recipe.steps;
    view.sideA = m_side == Side::A;
    view.currentStep = m_step;
    const auto curve = side.curves.find(m_option);
    view.on = curve != side.curves.end();
    view.curve = view.on ? curve->second
                         : presetCurve(CurvePreset::Constant, side.value(m_option), recipe.steps);
    for (const auto &[option, other] : side.curves) {
        if (option != m_option)
            view.behind.emplace_back(&spec(option), other);
    }
    m_editor->show(view);
    m_preset->setCurrentIndex(
        static_cast<int>(view.on ? presetOf(view.curve, recipe.steps) : CurvePreset::Constant));
    m_legend->setText(view.on ? legend() : tr("Click adds a point"));
    setRole(m_legend, "caption");
    const int decimals = std::max(2, spec(m_option).decimals);
    m_reading->setText(m_step >= 0 && m_step < recipe.steps
                           ? tr("step %1: %2 %3")
                                 .arg(m_step + 1)
                                 .arg(text(spec(m_option).symbol))
                                 .arg(side.at(m_option, m_step), 0, 'f', decimals)
                       : recipe.steps == 1 ? tr("1 step")
                                           : tr("%1 steps").arg(recipe.steps));
}

} // namespace dare
