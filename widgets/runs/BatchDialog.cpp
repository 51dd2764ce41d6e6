#include "widgets/runs/BatchDialog.h"

#include "widgets/controls/Role.h"
#include "widgets/runs/BatchView.h"

#include <QLabel>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr int kMargin = 16;

} // namespace

BatchDialog::BatchDialog(RunsModel *runs, const Sizes &sizes, const QString &hint, QWidget *parent)
    : QDialog(parent),
      m_sizes(sizes),
      m_column(new QVBoxLayout(this)),
      m_prompt(roleLabel("title")),
      m_hint(roleLabel("secondary", hint)),
      m_grid(new BatchView(runs))
{
    m_column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_column->setSpacing(12);
    m_prompt->setTextFormat(Qt::PlainText);
    m_column->addWidget(m_prompt);
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_column->addWidget(m_hint, 1);
    m_column->addWidget(m_grid, 1);
    connect(m_grid, &BatchView::openRequested, this, &BatchDialog::openRequested);
}

void BatchDialog::addForm(QLayout *form)
{
    m_column->insertLayout(m_column->indexOf(m_hint), form);
}

void BatchDialog::addFoot(QLayout *foot)
{
    m_column->addLayout(foot);
}

void BatchDialog::showPrompt(const QString &prompt)
{
    m_prompt->setText(
        fontMetrics().elidedText(prompt, Qt::ElideRight, m_sizes.form.width() - 2 * kMargin));
    m_prompt->setToolTip(prompt);
}

void BatchDialog::showHint()
{
    resize(m_sizes.form);
    m_grid->hide();
    m_hint->show();
}

void BatchDialog::showGrid()
{
    if (m_grid->isHidden())
        resize(m_sizes.grid);
    m_hint->hide();
    m_grid->show();
}

} // namespace dare
