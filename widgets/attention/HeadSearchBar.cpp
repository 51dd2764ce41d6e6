#include "widgets/attention/HeadSearchBar.h"

#include "widgets/attention/InspectModel.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewModel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kNamed = 3; // heads named in the line below

} // namespace

HeadSearchBar::HeadSearchBar(TokensModel *tokens, InspectModel *inspect, ViewModel *view,
                             QWidget *parent)
    : QWidget(parent),
      m_tokens(tokens),
      m_inspect(inspect),
      m_view(view),
      m_target(box(QStringLiteral("headSearchTarget"), tr("What the heads should look at"))),
      m_steps(box(QStringLiteral("headSearchSteps"), tr("Steps that are searched"))),
      m_start(new QPushButton(tr("Find"), this)),
      m_best(new QLabel(this))
{
    setObjectName(QStringLiteral("headSearch"));
    m_start->setObjectName(QStringLiteral("headSearchStart"));
    m_start->setFixedHeight(24);
    m_start->setAccessibleName(tr("Find heads"));
    m_steps->addItems({tr("this step"), tr("all steps")});
    m_best->setObjectName(QStringLiteral("headSearchBest"));
    m_best->setProperty("role", QStringLiteral("caption"));
    m_best->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(4);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_target, 1);
    row->addWidget(m_steps);
    row->addWidget(m_start);
    column->addLayout(row);
    column->addWidget(m_best);
    connect(m_start, &QPushButton::clicked, this, &HeadSearchBar::start);
    connect(tokens, &QAbstractItemModel::modelReset, this, &HeadSearchBar::offerTargets);
    connect(view, &ViewModel::selectionChanged, this, &HeadSearchBar::refresh);
    connect(view->region(), &RegionModel::changed, this, &HeadSearchBar::refresh);
    connect(inspect, &InspectModel::scoresChanged, this, &HeadSearchBar::refresh);
    connect(inspect, &InspectModel::gridChanged, this, &HeadSearchBar::refresh);
    connect(m_target, &QComboBox::activated, this, &HeadSearchBar::refresh);
    offerTargets();
}

QComboBox *HeadSearchBar::box(const QString &name, const QString &what)
{
    auto *out = new QComboBox(this);
    out->setObjectName(name);
    out->setAccessibleName(what);
    out->setToolTip(what);
    out->setMinimumWidth(84);
    return out;
}

void HeadSearchBar::offerTargets()
{
    const QSignalBlocker quiet(m_target);
    m_target->clear();
    m_target->addItem(tr("the region"));
    for (int row = 0; row < m_tokens->rowCount(); ++row)
        m_target->addItem(m_tokens->index(row, 0).data(TokensModel::LabelRole).toString());
    refresh();
}

void HeadSearchBar::start()
{
    HeadQuestion question;
    question.allSteps = m_steps->currentIndex() == 1;
    if (m_target->currentIndex() > 0)
        question.otherWord = m_target->currentText();
    Q_EMIT m_inspect->searchWanted(question);
}

void HeadSearchBar::refresh()
{
    const bool region = m_target->currentIndex() <= 0;
    const QString why =
        m_view->selectedWords().isEmpty()     ? tr("Select a word first")
        : region && m_view->region()->empty() ? tr("Drag a region on a pane first (G)")
        : !m_inspect->grid().anyCaptured()    ? tr("No head was kept on its own: Capture more")
                                              : QString();
    m_start->setEnabled(why.isEmpty());
    m_start->setToolTip(why.isEmpty() ? tr("Rank every layer and head by how well the selected "
                                           "words' map matches: overlap, then the pointing game")
                                      : why);
    const std::vector<HeadScore> &scores = m_inspect->scores();
    QStringList best;
    for (std::size_t i = 0; i < std::min<std::size_t>(scores.size(), kNamed); ++i)
        best << QStringLiteral("L%1 H%2 %3 (%4 %)")
                    .arg(scores[i].layer + 1)
                    .arg(scores[i].head + 1)
                    .arg(scores[i].overlap, 0, 'f', 2)
                    .arg(qRound(scores[i].pointing * 100.0));
    m_best->setText(!best.isEmpty() ? tr("overlap (pointing): ") + best.join(QStringLiteral(", "))
                    : !m_inspect->scoresNote().isEmpty() ? m_inspect->scoresNote()
                    : why.isEmpty()                      ? tr("Which heads look there?")
                                                         : why + QLatin1Char('.'));
}

} // namespace dare
