#include "widgets/compare/ComparePanel.h"

#include "widgets/compare/CompareModel.h"
#include "widgets/compare/CompareSettings.h"
#include "widgets/compare/PixelProbe.h"
#include "widgets/compare/RangeStats.h"
#include "widgets/compare/RecipeDiff.h"
#include "widgets/controls/Role.h"
#include "widgets/theme/Icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace dare
{

ComparePanel::ComparePanel(CompareModel *model, MetricsModel *metrics, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_probe(new PixelProbe),
      m_diff(new RecipeDiff),
      m_provenance(new QLabel(this)),
      m_lock(new QLabel(this))
{
    setObjectName(QStringLiteral("comparePanel"));
    auto *scrolled = new QWidget;
    scrolled->setProperty("role", QStringLiteral("scrolled"));
    auto *sections = new QVBoxLayout(scrolled);
    sections->setContentsMargins(0, 0, 0, 0);
    sections->setSpacing(0);
    addSection(sections, new CompareSettings(model));
    addSection(sections, m_probe);
    addSection(sections, new RangeStats(metrics));
    auto *recipes = new QWidget;
    auto *column = new QVBoxLayout(recipes);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *title = new QLabel(tr("Recipe, where A and B differ"));
    title->setProperty("role", QStringLiteral("title"));
    column->addWidget(title);
    column->addWidget(m_diff);
    addSection(sections, recipes);
    sections->addStretch(1);
    auto *area = new QScrollArea;
    area->setWidget(scrolled);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    auto *footer = new QWidget;
    footer->setObjectName(QStringLiteral("provenanceLine"));
    auto *line = new QHBoxLayout(footer);
    line->setContentsMargins(12, 8, 12, 8);
    line->setSpacing(8);
    m_lock->setFixedSize(16, 16);
    m_provenance->setObjectName(QStringLiteral("provenance"));
    m_provenance->setWordWrap(true);
    line->addWidget(m_lock, 0, Qt::AlignTop);
    line->addWidget(m_provenance, 1);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(area, 1);
    auto *seam = new QFrame;
    seam->setProperty("role", QStringLiteral("seam"));
    all->addWidget(seam);
    all->addWidget(footer);
    connect(model, &CompareModel::pairChanged, this, &ComparePanel::refresh);
    refresh();
}

void ComparePanel::addSection(QVBoxLayout *column, QWidget *section)
{
    if (column->count() > 0) {
        auto *seam = new QFrame;
        seam->setProperty("role", QStringLiteral("seam"));
        column->addWidget(seam);
    }
    auto *box = new QWidget;
    auto *inner = new QVBoxLayout(box);
    inner->setContentsMargins(12, 10, 12, 10);
    inner->addWidget(section);
    column->addWidget(box);
}

void ComparePanel::refresh()
{
    const CompareAnswer *a = m_model->a();
    const CompareAnswer *b = m_model->b();
    const auto origin = [](const CompareAnswer *answer) {
        return answer != nullptr ? answer->origin : std::nullopt;
    };
    m_diff->show(origin(a), origin(b));
    const QString problem = a != nullptr && !a->note.isEmpty()   ? a->note
                            : b != nullptr && !b->note.isEmpty() ? b->note
                                                                 : QString();
    const Provenance provenance = provenanceOf(origin(a), origin(b));
    m_provenance->setText(problem.isEmpty() ? provenance.text : problem);
    const bool calm = problem.isEmpty() && provenance.same;
    setRole(m_provenance, calm ? "caption" : "warn");
    const Theme &theme = currentTheme();
    m_lock->setPixmap(tintedPixmap(calm ? QStringLiteral("lock") : QStringLiteral("warn"),
                                   calm ? theme.tx3 : theme.warn, 16, devicePixelRatioF()));
}

} // namespace dare
