#include "widgets/shell/PreferencesDialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QThread>

namespace dare
{

namespace
{

constexpr int kWidth = 560;
constexpr int kValueWidth = 96;

QLabel *note(const QString &text)
{
    auto *out = new QLabel(text);
    out->setProperty("role", "caption");
    // A line that may wrap is given the height of two, whether or not it does.
    out->setWordWrap(out->sizeHint().width() > kWidth - 140);
    return out;
}

template <typename Box> Box *box(const char *name, const QString &spoken, const QString &tip)
{
    auto *out = new Box;
    out->setObjectName(QLatin1String(name));
    out->setAccessibleName(spoken);
    out->setToolTip(tip);
    out->setFixedWidth(kValueWidth);
    return out;
}

} // namespace

PreferencesDialog::PreferencesDialog(const Preferences &preferences, const QString &defaultRuns,
                                     const QStringList &caches, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("preferencesDialog"));
    setWindowTitle(tr("Preferences"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(12);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRuns(form, preferences, defaultRuns);
    addNeglect(form, preferences);
    addSampling(form, preferences);
    addCaches(form, caches);
    column->addLayout(form);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("preferencesOk"));
    buttons->button(QDialogButtonBox::Ok)->setProperty("role", "primary");
    buttons->button(QDialogButtonBox::Ok)->setToolTip(tr("Keep these (Enter)"));
    buttons->button(QDialogButtonBox::Cancel)->setMinimumHeight(32); // as the primary one
    buttons->button(QDialogButtonBox::Cancel)->setToolTip(tr("Leave everything as it was (Esc)"));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(this->preferences());
        accept();
    });
}

void PreferencesDialog::addRuns(QFormLayout *form, const Preferences &preferences,
                                const QString &defaultRuns)
{
    m_runs = new QLineEdit(preferences.runsFolder);
    m_runs->setObjectName(QStringLiteral("prefRuns"));
    m_runs->setPlaceholderText(defaultRuns);
    m_runs->setAccessibleName(tr("Folder of the runs"));
    m_runs->setToolTip(
        tr("Where runs are kept, from the next start on; empty: %1").arg(defaultRuns));
    auto *choose = new QPushButton(tr("Choose…"));
    choose->setToolTip(tr("Choose the folder of the runs"));
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Folder of the runs"), m_runs->text());
        if (!folder.isEmpty())
            m_runs->setText(folder);
    });
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_runs, 1);
    row->addWidget(choose);
    form->addRow(tr("Runs"), row);
    form->addRow(QString(), note(tr("From the next start on.")));
    m_budget = box<QDoubleSpinBox>("prefBudget", tr("Disk budget in gigabytes"),
                                   tr("Over it, the oldest unstarred runs lose their maps first, "
                                      "after asking; latents and frames stay"));
    m_budget->setRange(0.0, 100'000.0);
    m_budget->setDecimals(1);
    m_budget->setSuffix(tr(" GB"));
    m_budget->setSpecialValueText(tr("no limit"));
    m_budget->setValue(preferences.diskBudgetGb);
    form->addRow(tr("Disk budget"), m_budget);
    m_keepMaps = new QCheckBox(tr("New recipes keep attention maps"));
    m_keepMaps->setObjectName(QStringLiteral("prefKeepMaps"));
    m_keepMaps->setToolTip(tr("Without maps a run is smaller; they can be captured later"));
    m_keepMaps->setMinimumHeight(24);
    m_keepMaps->setChecked(preferences.keepMaps);
    form->addRow(QString(), m_keepMaps);
}

void PreferencesDialog::addNeglect(QFormLayout *form, const Preferences &preferences)
{
    m_share = box<QDoubleSpinBox>("prefShare", tr("Share below which a word counts as neglected"),
                                  tr("A word's share of attention over the mean of the words"));
    m_share->setRange(0.05, 1.0);
    m_share->setSingleStep(0.05);
    m_share->setDecimals(2);
    m_share->setValue(preferences.neglectShare);
    m_steps = box<QSpinBox>("prefSteps", tr("Steps after which a word counts as neglected"),
                            tr("Steps in a row, from the fourth step on"));
    m_steps->setRange(1, 20);
    m_steps->setValue(preferences.neglectSteps);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new QLabel(tr("share below")));
    row->addWidget(m_share);
    row->addWidget(new QLabel(tr("for")));
    row->addWidget(m_steps);
    row->addWidget(new QLabel(tr("steps")));
    row->addStretch(1);
    form->addRow(tr("Neglected"), row);
    form->addRow(QString(), note(tr("Kept in the recipe of each run. A reading of attention, not "
                                    "proof that an object is missing.")));
}

void PreferencesDialog::addSampling(QFormLayout *form, const Preferences &preferences)
{
    m_threads = box<QSpinBox>("prefThreads", tr("Threads of the sampler"),
                              tr("Threads that compute; the hash of a run holds for one number"));
    m_threads->setRange(0, 4 * QThread::idealThreadCount());
    m_threads->setSpecialValueText(tr("all"));
    m_threads->setValue(preferences.threads);
    form->addRow(tr("Threads"), m_threads);
    form->addRow(QString(), note(tr("From the next start on. The theme is under View > Theme.")));
}

void PreferencesDialog::addCaches(QFormLayout *form, const QStringList &caches)
{
    const QString all = caches.join(QLatin1Char('\n'));
    // A path may be broken behind each slash.
    auto *paths = note(QString(all).replace(QLatin1Char('/'), QStringLiteral("/\u200b")));
    paths->setObjectName(QStringLiteral("prefCaches"));
    paths->setToolTip(all);
    form->addRow(tr("Caches"), paths);
}

Preferences PreferencesDialog::preferences() const
{
    return {m_runs->text().trimmed(), m_budget->value(), m_keepMaps->isChecked(),
            m_share->value(),         m_steps->value(),  m_threads->value()};
}

} // namespace dare
