#include "widgets/runs/SweepDialog.h"

#include "widgets/controls/Named.h"
#include "widgets/controls/Role.h"
#include "widgets/runs/BatchView.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace dare
{

namespace
{

constexpr QSize kFormSize(860, 240);
constexpr QSize kGridSize(960, 680); // five columns
constexpr int kMostValues = 50;

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

SweepDialog::SweepDialog(RunsModel *runs, QWidget *parent)
    : BatchDialog(runs, {kFormSize, kGridSize},
                  tr("One run for each combination of the values, from the same noise. "
                     "The results appear here as a grid; a click opens one."),
                  parent)
{
    setObjectName(QStringLiteral("sweepDialog"));
    setWindowTitle(tr("Sweep"));
    addForm(buildAxes());
    addForm(buildStart());
    m_status = roleLabel("secondary");
    m_status->setObjectName(QStringLiteral("sweepStatus"));
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_status);
    addFoot(foot);
    showForm();
}

QLayout *SweepDialog::buildStart()
{
    m_sides = named<QComboBox>(QStringLiteral("sweepSides"),
                               tr("The side that no axis varies comes out the same every time"));
    m_sides->addItems({tr("The varied side alone"), tr("Both sides each time")});
    m_plan = roleLabel("secondary");
    m_plan->setObjectName(QStringLiteral("sweepPlan"));
    m_start = new QPushButton;
    m_start->setObjectName(QStringLiteral("sweepStart"));
    m_start->setProperty("role", "primary");
    m_start->setToolTip(tr("Puts these runs into the queue (Enter)"));
    m_start->setDefault(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_sides);
    row->addWidget(m_plan, 1);
    row->addWidget(m_start);
    connect(m_start, &QPushButton::clicked, this, &SweepDialog::startRequested);
    connect(m_sides, &QComboBox::currentIndexChanged, this, &SweepDialog::requestChanged);
    return row;
}

QLayout *SweepDialog::buildAxes()
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    int column = 0;
    for (const QString &title : {tr("Option"), tr("Side"), tr("From"), tr("To"), tr("How many"),
                                 tr("Values, or type them: 0, 0.5, 1")})
        grid->addWidget(roleLabel("caption", title), 0, column++);
    for (int axis = 0; axis < 2; ++axis) {
        AxisRow &row = m_axes[static_cast<std::size_t>(axis)];
        const QString number = QString::number(axis + 1);
        row.option = named<QComboBox>(QStringLiteral("sweepOption") + number,
                                      axis == 0 ? tr("Option along the columns")
                                                : tr("Option along the rows"));
        if (axis == 1)
            row.option->addItem(tr("None"), -1);
        for (const OptionSpec &option : kOptions)
            row.option->addItem(
                QStringLiteral("%1 %2").arg(fromView(option.label), fromView(option.symbol)),
                static_cast<int>(option.option));
        row.side =
            named<QComboBox>(QStringLiteral("sweepSide") + number, tr("Which side it varies on"));
        row.side->addItems({tr("B"), tr("A"), tr("A and B")});
        row.from = named<QDoubleSpinBox>(QStringLiteral("sweepFrom") + number, tr("First value"));
        row.to = named<QDoubleSpinBox>(QStringLiteral("sweepTo") + number, tr("Last value"));
        row.count = named<QSpinBox>(QStringLiteral("sweepCount") + number, tr("How many values"));
        row.count->setRange(1, kMostValues);
        row.count->setValue(axis == 0 ? 5 : 3);
        row.values = named<QLineEdit>(QStringLiteral("sweepValues") + number,
                                      tr("The values: a list, or from:to:how many"));
        row.values->setProperty("role", "mono");
        row.option->setCurrentIndex(axis == 0 ? static_cast<int>(Option::Lambda) : 0);
        column = 0;
        for (QWidget *each : std::initializer_list<QWidget *>{row.option, row.side, row.from,
                                                              row.to, row.count, row.values})
            grid->addWidget(each, axis + 1, column++);
        wireAxis(row);
        takeOption(row);
    }
    grid->setColumnStretch(5, 1);
    return grid;
}

void SweepDialog::wireAxis(AxisRow &row)
{
    connect(row.option, &QComboBox::currentIndexChanged, this, [this, &row] { takeOption(row); });
    connect(row.side, &QComboBox::currentIndexChanged, this, &SweepDialog::requestChanged);
    connect(row.from, &QDoubleSpinBox::valueChanged, this, [this, &row] { writeValues(row); });
    connect(row.to, &QDoubleSpinBox::valueChanged, this, [this, &row] { writeValues(row); });
    connect(row.count, &QSpinBox::valueChanged, this, [this, &row] { writeValues(row); });
    connect(row.values, &QLineEdit::textChanged, this, &SweepDialog::requestChanged);
}

std::optional<Option> SweepDialog::optionOf(const AxisRow &row) const
{
    const int option = row.option->currentData().toInt();
    return option < 0 ? std::nullopt : std::optional(static_cast<Option>(option));
}

void SweepDialog::takeOption(AxisRow &row)
{
    const auto option = optionOf(row);
    for (QWidget *each :
         std::initializer_list<QWidget *>{row.side, row.from, row.to, row.count, row.values})
        each->setEnabled(option.has_value());
    if (!option) {
        Q_EMIT requestChanged();
        return;
    }
    const OptionSpec &range = spec(*option);
    const double most = *option == Option::W ? 8.0 : *option == Option::S ? 2.0 : range.maximum;
    for (QDoubleSpinBox *box : {row.from, row.to}) {
        const QSignalBlocker quiet(box);
        box->setDecimals(range.decimals);
        box->setSingleStep(range.step);
        box->setRange(range.minimum, range.maximum);
        box->setValue(box == row.from ? range.minimum : most);
    }
    writeValues(row);
}

void SweepDialog::writeValues(AxisRow &row)
{
    QStringList values;
    const int count = row.count->value();
    for (int i = 0; i < count; ++i) {
        const double share = count == 1 ? 0.0 : static_cast<double>(i) / (count - 1);
        const double value = row.from->value() + share * (row.to->value() - row.from->value());
        values << QString::number(value, 'f', row.from->decimals());
    }
    row.values->setText(values.join(QStringLiteral(", ")));
}

std::vector<SweepDialog::Axis> SweepDialog::axes() const
{
    std::vector<Axis> out;
    for (const AxisRow &row : m_axes) {
        const int side = row.side->currentIndex();
        if (const auto option = optionOf(row))
            out.push_back({*option, side != 0, side != 1, row.values->text()});
    }
    return out;
}

bool SweepDialog::bothSides() const
{
    return m_sides->currentIndex() == 1;
}

void SweepDialog::setPrompt(const QString &prompt)
{
    showPrompt(prompt);
}

void SweepDialog::setPlan(int runs, const QString &prediction, const QString &problem)
{
    m_start->setEnabled(runs > 0);
    m_start->setText(runs > 0 ? tr("Add %1 runs").arg(runs) : tr("Add runs"));
    m_plan->setText(runs > 0 ? prediction : problem);
    m_plan->setToolTip(m_plan->text());
    setRole(m_plan, runs > 0 ? "secondary" : "error");
}

void SweepDialog::showForm()
{
    showHint();
    m_status->hide();
}

void SweepDialog::showCells(const std::vector<SweepAxis> &axes, const std::vector<BatchCell> &cells,
                            const QString &status)
{
    showGrid();
    m_status->show();
    m_status->setText(status);
    grid()->showSweep(axes, cells);
}

} // namespace dare
