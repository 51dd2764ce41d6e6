#include "widgets/runs/TriageDialog.h"

#include "widgets/controls/Named.h"
#include "widgets/controls/Role.h"
#include "widgets/runs/BatchView.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include <algorithm>

namespace dare
{

namespace
{

constexpr QSize kFormSize(720, 200);
constexpr QSize kGridSize(920, 560); // five cards wide
constexpr int kMostSeeds = 100;
constexpr int kJudgedSteps = 6; // neglect is judged on three steps from the fourth on

QSpinBox *spin(const QString &name, int most, int value, const QString &tip)
{
    auto *out = named<QSpinBox>(name, tip);
    out->setRange(1, most);
    out->setValue(value);
    out->setFixedWidth(56);
    return out;
}

} // namespace

TriageDialog::TriageDialog(RunsModel *runs, QWidget *parent)
    : BatchDialog(runs, {kFormSize, kGridSize},
                  tr("Samples the first steps of each seed and puts the seeds whose words get the "
                     "most attention first. Then choose which of them to finish: they go on from "
                     "where they stopped.\nThe meter reads attention; it is not proof that an "
                     "object is visible."),
                  parent)
{
    setObjectName(QStringLiteral("triageDialog"));
    setWindowTitle(tr("Triage seeds"));
    addForm(buildForm());
    addFoot(buildFoot());
    connect(grid()->model(), &BatchModel::choiceChanged, this, &TriageDialog::refreshButtons);
    showForm();
}

QLayout *TriageDialog::buildForm()
{
    m_seeds = spin(QStringLiteral("triageSeeds"), kMostSeeds, 10,
                   tr("How many seeds: the one in the panel and those that follow it"));
    m_steps = spin(QStringLiteral("triageSteps"), 1000, kJudgedSteps,
                   tr("Steps of each seed; from six on, neglected words can be told"));
    m_of = roleLabel("quiet");
    m_sides = named<QComboBox>(QStringLiteral("triageSides"),
                               tr("Which sides to sample; one takes half the time"));
    m_sides->addItems({tr("A and B"), tr("A"), tr("B")});
    m_prediction = roleLabel("mono");
    m_start = new QPushButton;
    m_start->setObjectName(QStringLiteral("triageStart"));
    m_start->setProperty("role", "primary");
    m_start->setToolTip(tr("Puts these seeds into the queue (Enter)"));
    m_start->setDefault(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(roleLabel("secondary", tr("Seeds")));
    row->addWidget(m_seeds);
    row->addSpacing(8);
    row->addWidget(roleLabel("secondary", tr("Steps")));
    row->addWidget(m_steps);
    row->addWidget(m_of);
    row->addSpacing(8);
    row->addWidget(roleLabel("secondary", tr("Sides")));
    row->addWidget(m_sides);
    row->addStretch(1);
    row->addWidget(m_prediction);
    row->addWidget(m_start);
    const auto changed = [this] {
        refreshButtons();
        Q_EMIT requestChanged();
    };
    connect(m_seeds, &QSpinBox::valueChanged, this, changed);
    connect(m_steps, &QSpinBox::valueChanged, this, changed);
    connect(m_steps, &QSpinBox::editingFinished, this, [this] { m_stepsTyped = true; });
    connect(m_sides, &QComboBox::currentIndexChanged, this, changed);
    connect(m_start, &QPushButton::clicked, this, &TriageDialog::startRequested);
    return row;
}

QLayout *TriageDialog::buildFoot()
{
    m_status = roleLabel("secondary");
    m_status->setObjectName(QStringLiteral("triageStatus"));
    m_rankBy = named<QComboBox>(QStringLiteral("triageRankBy"),
                                tr("Whose most neglected word decides the order"));
    m_rankBy->addItems({tr("Ranked by both sides"), tr("Ranked by A"), tr("Ranked by B")});
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setObjectName(QStringLiteral("triageStop"));
    m_stop->setToolTip(
        tr("Stops after the current step and takes the other seeds out of the queue"));
    m_continue = new QPushButton;
    m_continue->setObjectName(QStringLiteral("triageContinue"));
    m_continue->setProperty("role", "primary");
    m_continue->setToolTip(tr("Finishes these seeds from where they stopped; the result is that of "
                              "an uninterrupted run"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_status);
    row->addStretch(1);
    row->addWidget(m_rankBy);
    row->addWidget(m_stop);
    row->addWidget(m_continue);
    connect(m_rankBy, &QComboBox::currentIndexChanged, this, &TriageDialog::rankByChanged);
    connect(m_stop, &QPushButton::clicked, this, &TriageDialog::stopRequested);
    connect(m_continue, &QPushButton::clicked, this, [this] {
        const QStringList chosen = grid()->model()->chosen();
        Q_EMIT continueRequested(chosen.isEmpty() ? m_best.mid(0, 1) : chosen);
    });
    return row;
}

void TriageDialog::setRecipe(const QString &prompt, int steps, bool runA, bool runB)
{
    showPrompt(prompt);
    m_of->setText(tr("of %1").arg(steps));
    m_steps->setMaximum(steps);
    if (!m_stepsTyped) {
        constexpr double kShare = 0.4;
        m_steps->setValue(std::max(kJudgedSteps, static_cast<int>(steps * kShare)));
    }
    m_sides->setCurrentIndex(runA && runB ? 0 : runA ? 1 : 2);
}

void TriageDialog::showForm()
{
    m_best.clear();
    m_running = false;
    showHint();
    for (QWidget *each : std::initializer_list<QWidget *>{m_status, m_rankBy, m_stop, m_continue})
        each->hide();
    refreshButtons();
}

void TriageDialog::setPrediction(const QString &text)
{
    m_prediction->setText(text);
}

void TriageDialog::setBlocked(const QString &reason)
{
    m_start->setEnabled(reason.isEmpty());
    m_start->setToolTip(reason.isEmpty() ? tr("Puts these seeds into the queue (Enter)") : reason);
}

void TriageDialog::showCells(const std::vector<BatchCell> &cells, int done, int total, bool waiting)
{
    showGrid();
    m_status->show();
    m_continue->show();
    m_best.clear();
    for (const BatchCell &cell : cells) {
        if (cell.rank > 0)
            m_best << cell.path;
    }
    m_running = waiting;
    m_stop->setVisible(waiting);
    m_rankBy->setVisible(request().runA && request().runB);
    m_status->setText(
        waiting ? tr("%1 of %2 seeds").arg(done).arg(total)
                : tr("%1 of %2 seeds, the best first. Click chooses.").arg(done).arg(total));
    grid()->showTriage(cells);
    refreshButtons();
}

TriageDialog::Request TriageDialog::request() const
{
    const int sides = m_sides->currentIndex();
    return {m_seeds->value(), m_steps->value(), sides != 2, sides != 1};
}

TriageDialog::RankBy TriageDialog::rankBy() const
{
    return static_cast<RankBy>(m_rankBy->currentIndex());
}

void TriageDialog::refreshButtons()
{
    const int chosen = static_cast<int>(grid()->model()->chosen().size());
    const bool again = grid()->isVisibleTo(this);
    m_start->setText(again ? tr("Try %1 more seeds").arg(m_seeds->value())
                           : tr("Try %1 seeds").arg(m_seeds->value()));
    m_start->setVisible(!m_running);
    m_continue->setText(chosen > 0 ? tr("Continue %1 chosen").arg(chosen)
                                   : tr("Continue the best"));
    layout()->activate(); // the button grows with its words at once
    m_continue->setEnabled(chosen > 0 || !m_best.isEmpty());
    // One primary action at a time: first try, then continue.
    setRole(m_start, again ? "" : "primary");
    (again ? m_continue : m_start)->setDefault(true);
}

} // namespace dare
