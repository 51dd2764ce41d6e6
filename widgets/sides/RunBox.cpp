#include "widgets/sides/RunBox.h"

#include "widgets/controls/Role.h"
#include "widgets/theme/Icons.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kQuestionMs = 4000;
constexpr int kProgressScale = 100; // the bar moves between steps when one side is ahead

/// A caption of two lines: a stack takes its height from hints that know no wrapping.
QLabel *note(const QString &words = {})
{
    auto *out = roleLabel("caption", words);
    out->setWordWrap(true);
    out->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    out->ensurePolished();
    out->setMinimumHeight(2 * out->fontMetrics().lineSpacing() + 2);
    return out;
}

QVBoxLayout *pageLayout(QWidget *page)
{
    auto *out = new QVBoxLayout(page);
    out->setContentsMargins(12, 12, 12, 12);
    out->setSpacing(8);
    return out;
}

QPushButton *button(const QString &name, const QString &icon, const QString &words,
                    const QString &tip)
{
    auto *out = new QPushButton(words);
    out->setObjectName(name);
    if (!icon.isEmpty())
        out->setIcon(themedIcon(icon, &Theme::tx));
    out->setToolTip(tip);
    return out;
}

} // namespace

RunBox::RunBox(QWidget *parent) : QStackedWidget(parent)
{
    setObjectName(QStringLiteral("runBox"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    addWidget(buildIdle());
    addWidget(buildRunning());
    addWidget(buildPaused());
    m_question.setSingleShot(true);
    m_question.setInterval(kQuestionMs);
    connect(&m_question, &QTimer::timeout, this, &RunBox::forgetQuestion);
}

QWidget *RunBox::buildIdle()
{
    auto *page = new QWidget;
    auto *column = pageLayout(page);
    auto *row = new QHBoxLayout;
    m_summary = roleLabel("secondary");
    m_prediction = roleLabel("mono");
    m_prediction->setObjectName(QStringLiteral("runPrediction"));
    row->addWidget(m_summary);
    row->addStretch(1);
    row->addWidget(m_prediction);
    column->addLayout(row);
    m_live = new QCheckBox;
    m_live->setObjectName(QStringLiteral("livePreview"));
    m_live->setAccessibleName(tr("Live preview"));
    m_live->setMinimumHeight(24);
    // What it says must not widen the dock.
    m_live->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setLivePreview({}, {}, true);
    connect(m_live, &QCheckBox::toggled, this, &RunBox::livePreviewToggled);
    column->addWidget(m_live);
    column->addWidget(buildRunRow(true));
    m_reason = note(tr("Ctrl+Enter runs. Each step is kept on disk as it finishes."));
    m_reason->setObjectName(QStringLiteral("runReason"));
    column->addWidget(m_reason);
    column->addStretch(1);
    return page;
}

QWidget *RunBox::buildRunRow(bool idle)
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    QPushButton *run =
        idle ? button(QStringLiteral("btnRun"), {}, tr("Run"), tr("Sample both sides (Ctrl+Enter)"))
             : button(QStringLiteral("btnAddToQueue"), QStringLiteral("plus"), tr("Add to queue"),
                      tr("Run this recipe when its turn comes (Ctrl+Enter)"));
    if (idle)
        run->setProperty("role", "primary");
    auto *more = new QToolButton;
    more->setObjectName(idle ? QStringLiteral("btnRunMenu") : QStringLiteral("btnQueueMenu"));
    more->setIcon(themedIcon(QStringLiteral("down")));
    more->setToolTip(tr("Many runs at once: triage and sweep"));
    more->setAccessibleName(more->toolTip());
    more->setFixedWidth(28);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    if (idle)
        menu->addAction(tr("Run\tCtrl+Enter"), this, &RunBox::trigger);
    menu->addAction(tr("Triage seeds…"), this, &RunBox::triageRequested);
    menu->addAction(tr("Sweep…"), this, &RunBox::sweepRequested);
    menu->addAction(tr("Add to queue"), this, [this] {
        if (m_blocked.isEmpty())
            Q_EMIT queueRequested();
    });
    more->setMenu(menu);
    layout->addWidget(run, 1);
    layout->addWidget(more);
    connect(run, &QPushButton::clicked, this, &RunBox::runRequested);
    if (idle)
        m_run = run;
    else
        m_add << run;
    return row;
}

QWidget *RunBox::buildRunning()
{
    auto *page = new QWidget;
    auto *column = pageLayout(page);
    auto *row = new QHBoxLayout;
    m_step = roleLabel("title");
    m_sides = roleLabel("quiet");
    m_left = roleLabel("mono");
    row->addWidget(m_step);
    row->addWidget(m_sides);
    row->addStretch(1);
    row->addWidget(m_left);
    column->addLayout(row);
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("runProgress"));
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_progress->setTextVisible(false);
    column->addWidget(m_progress);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto *pause = button(QStringLiteral("btnPause"), QStringLiteral("pause"), tr("Pause"),
                         tr("Hold after the current step"));
    auto *cancel = button(QStringLiteral("btnCancel"), {}, tr("Cancel"),
                          tr("Stop after the current step; the run can be resumed (Esc)"));
    buttons->addWidget(pause, 1);
    buttons->addWidget(cancel, 1);
    column->addLayout(buttons);
    column->addWidget(buildRunRow(false));
    m_note = note();
    m_note->setObjectName(QStringLiteral("runNote"));
    column->addWidget(m_note);
    column->addStretch(1);
    connect(pause, &QPushButton::clicked, this, &RunBox::pauseRequested);
    connect(cancel, &QPushButton::clicked, this, &RunBox::cancelRequested);
    return page;
}

QWidget *RunBox::buildPaused()
{
    auto *page = new QWidget;
    auto *column = pageLayout(page);
    m_pausedStep = roleLabel("title");
    column->addWidget(m_pausedStep);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto *resume = button(QStringLiteral("btnResume"), QStringLiteral("play"), tr("Resume"),
                          tr("Go on with the next step"));
    auto *cancel = button(QStringLiteral("btnCancelPaused"), {}, tr("Cancel"),
                          tr("Stop here; the run can be resumed later"));
    buttons->addWidget(resume, 1);
    buttons->addWidget(cancel, 1);
    column->addLayout(buttons);
    column->addWidget(
        note(tr("The finished steps are on disk. Resume goes on with the result of an "
                "uninterrupted run.")));
    column->addStretch(1);
    connect(resume, &QPushButton::clicked, this, &RunBox::resumeRequested);
    connect(cancel, &QPushButton::clicked, this, &RunBox::cancelRequested);
    return page;
}

void RunBox::setPrediction(const QString &summary, const QString &prediction)
{
    m_summary->setText(summary);
    m_prediction->setText(prediction);
}

void RunBox::setBlocked(const QString &reason)
{
    m_blocked = reason;
    m_run->setEnabled(reason.isEmpty());
    for (QPushButton *add : m_add)
        add->setEnabled(reason.isEmpty());
    m_reason->setText(reason.isEmpty()
                          ? tr("Ctrl+Enter runs. Each step is kept on disk as it finishes.")
                          : reason);
}

void RunBox::setLivePreview(const QString &note, const QString &tip, bool possible)
{
    m_live->setText(note.isEmpty() ? tr("Live preview") : tr("Live preview, %1").arg(note));
    const QString what =
        tr("Changing a parameter, a curve or a word's weight renders the pair anew "
           "in few steps from the same noise. Nothing is queued or stored.");
    m_live->setToolTip(tip.isEmpty() ? what : what + QLatin1Char('\n') + tip);
    m_live->setEnabled(possible);
}

bool RunBox::livePreview() const
{
    return m_live->isChecked() && m_live->isEnabled();
}

void RunBox::setLivePreviewOn(bool on)
{
    m_live->setChecked(on);
}

void RunBox::showIdle()
{
    m_question.stop();
    m_done = 0;
    m_progress->reset();
    setCurrentIndex(0);
}

void RunBox::showRunning(double done, int total, const QString &sides, double secondsLeft)
{
    if (currentIndex() != 1)
        setCurrentIndex(1);
    m_done = static_cast<int>(done);
    m_step->setText(tr("Step %1 of %2").arg(qMin(m_done + 1, total)).arg(total));
    m_sides->setText(sides);
    m_left->setText(secondsLeft > 0.0 ? tr("%1 s left").arg(secondsLeft, 0, 'f', 1) : QString());
    m_progress->setRange(0, total * kProgressScale);
    // What is done stays done: a bar that went back would make one doubt it.
    if (done <= 0.0)
        m_progress->reset();
    m_progress->setValue(std::max(m_progress->value(), static_cast<int>(done * kProgressScale)));
    if (!m_question.isActive())
        forgetQuestion();
}

void RunBox::showPaused(int done, int total)
{
    m_pausedStep->setText(tr("Paused after step %1 of %2").arg(done).arg(total));
    setCurrentIndex(2);
}

void RunBox::askToCancel()
{
    if (!busy())
        return;
    if (m_question.isActive() || currentIndex() == 2) {
        m_question.stop();
        Q_EMIT cancelRequested();
        return;
    }
    m_note->setText(tr("Press Esc again to cancel this run."));
    m_question.start();
}

void RunBox::forgetQuestion()
{
    m_note->setText(m_done > 0
                        ? tr("Finished steps are on disk. Cancel keeps them; Resume goes on.")
                        : tr("Preparing. Cancel stops after the first step."));
}

void RunBox::trigger()
{
    if (m_blocked.isEmpty())
        Q_EMIT runRequested();
}

} // namespace dare
