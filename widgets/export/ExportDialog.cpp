#include "widgets/export/ExportDialog.h"

#include "widgets/export/ExportPreviewPane.h"
#include "widgets/theme/Icons.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>

namespace dare
{

namespace
{

constexpr int kSideWidth = 372;

QFrame *seam(const char *role)
{
    auto *out = new QFrame;
    out->setProperty("role", role);
    return out;
}

QLabel *label(const QString &text, const char *role)
{
    auto *out = new QLabel(text);
    out->setProperty("role", role);
    return out;
}

} // namespace

ExportDialog::ExportDialog(QWidget *parent)
    : QDialog(parent), m_form(new ExportForm), m_preview(new ExportPreviewPane)
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export comparison"));
    setWindowModality(Qt::WindowModal);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_preview, 1);
    middle->addWidget(seam("vseam"));
    middle->addWidget(buildSide());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    column->addWidget(seam("seam"));
    column->addLayout(middle, 1);
    column->addWidget(seam("seam"));
    column->addWidget(buildFooter());
    resize(1180, 780);
    connect(m_form, &ExportForm::changed, this, [this] {
        tagChanged();
        Q_EMIT planChanged();
    });
    connect(m_preview, &ExportPreviewPane::frameWanted, this, &ExportDialog::frameWanted);
    setProgress(0, 0);
}

QWidget *ExportDialog::buildHeader()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(10);
    row->addWidget(label(tr("Export comparison"), "title"));
    row->addWidget(label(tr("what you see here is what is encoded, frame by frame"), "caption"), 1);
    return header;
}

QWidget *ExportDialog::buildSide()
{
    auto *side = new QWidget;
    side->setFixedWidth(kSideWidth);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(m_form);
    column->addWidget(seam("seam"));
    auto *row = new QHBoxLayout;
    row->addWidget(label(tr("Recipe inside"), "title"), 1);
    m_tag = new QCheckBox(tr("Tag in the file"));
    m_tag->setObjectName(QStringLiteral("exportTag"));
    m_tag->setToolTip(
        tr("The recipe as metadata of the video: drop the file on the window to restore it"));
    m_sidecar = new QCheckBox(tr(".json beside it"));
    m_sidecar->setObjectName(QStringLiteral("exportSidecar"));
    m_sidecar->setToolTip(tr("The same recipe in a JSON file beside the export"));
    for (QCheckBox *each : {m_tag, m_sidecar}) {
        each->setAccessibleName(each->text());
        each->setMinimumHeight(24);
        row->addWidget(each);
        connect(each, &QCheckBox::toggled, this, [this] {
            ExportPlan plan = m_form->plan();
            plan.tag = m_tag->isChecked();
            plan.sidecar = m_sidecar->isChecked();
            m_form->setPlan(plan);
            Q_EMIT planChanged();
        });
    }
    column->addLayout(row);
    m_recipe = new QPlainTextEdit;
    m_recipe->setObjectName(QStringLiteral("exportRecipe"));
    m_recipe->setAccessibleName(tr("Recipe that goes with the file"));
    m_recipe->setReadOnly(true);
    m_recipe->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_recipe->setTabChangesFocus(true);
    column->addWidget(m_recipe, 1);
    column->addWidget(
        label(tr("Drop the file on the window to restore these settings."), "caption"));
    return side;
}

QWidget *ExportDialog::buildFooter()
{
    auto *footer = new QWidget;
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(8);
    auto *copy = new QPushButton(themedIcon(QStringLiteral("copy")), tr("Copy as command line"));
    copy->setObjectName(QStringLiteral("exportCopyCli"));
    copy->setProperty("role", QStringLiteral("quiet"));
    copy->setToolTip(tr("The `dare export` line that writes the same file"));
    m_problem = label({}, "error");
    m_problem->setObjectName(QStringLiteral("exportProblem"));
    m_problem->setWordWrap(true);
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("exportProgress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(160);
    auto *close = new QPushButton(tr("Close"));
    close->setObjectName(QStringLiteral("exportClose"));
    close->setToolTip(tr("Close without writing (Esc)"));
    m_start = new QPushButton;
    m_start->setObjectName(QStringLiteral("exportStart"));
    m_start->setProperty("role", QStringLiteral("primary"));
    for (QPushButton *each : {copy, close, m_start})
        each->setAutoDefault(false);
    row->addWidget(copy);
    row->addWidget(m_problem, 1);
    row->addWidget(m_progress);
    row->addWidget(close);
    row->addWidget(m_start);
    connect(copy, &QPushButton::clicked, this, &ExportDialog::copyRequested);
    connect(close, &QPushButton::clicked, this, &ExportDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &ExportDialog::start);
    return footer;
}

void ExportDialog::setPlan(const ExportPlan &plan, int frame)
{
    m_form->setPlan(plan);
    tagChanged();
    m_wantedFrame = frame; // until it is known how many there are
}

void ExportDialog::setFacts(const ExportFacts &facts)
{
    m_form->setFacts(facts);
    m_preview->setFrames(facts.frames, plan().fps > 0.0 ? plan().fps : facts.fps);
    if (m_wantedFrame >= 0)
        m_preview->setFrame(m_wantedFrame);
    m_wantedFrame = -1;
}

void ExportDialog::tagChanged()
{
    const QSignalBlocker quietTag(m_tag);
    const QSignalBlocker quietSidecar(m_sidecar);
    const bool holds = holdsTag(plan().codec);
    m_tag->setEnabled(holds);
    m_tag->setChecked(holds && plan().tag);
    m_sidecar->setChecked(plan().sidecar);
}

void ExportDialog::setRecipe(const QString &json)
{
    m_recipe->setPlainText(json.isEmpty() ? tr("Neither source has a recipe.") : json);
}

void ExportDialog::setProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_start->setEnabled(m_writing || problem.isEmpty());
}

void ExportDialog::setProgress(int done, int total)
{
    m_writing = total > 0;
    m_progress->setVisible(m_writing);
    m_progress->setRange(0, std::max(1, total));
    m_progress->setValue(done);
    m_form->setEnabled(!m_writing);
    m_start->setText(m_writing ? tr("Cancel") : tr("Export"));
    m_start->setToolTip(m_writing ? tr("Stop and leave nothing behind")
                                  : tr("Write the file (Ctrl+Enter)"));
    m_start->setEnabled(m_writing || m_problem->text().isEmpty());
}

void ExportDialog::start()
{
    if (m_writing)
        Q_EMIT cancelRequested();
    else
        Q_EMIT startRequested();
}

void ExportDialog::reject()
{
    if (m_writing)
        Q_EMIT cancelRequested();
    QDialog::reject();
}

void ExportDialog::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && (event->modifiers() & Qt::ControlModifier) != 0 && m_start->isEnabled()) {
        start();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace dare
