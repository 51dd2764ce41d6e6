#include "widgets/attention/SharePage.h"

#include "core/types/ColorMap.h"
#include "widgets/attention/InspectModel.h"
#include "widgets/attention/NeglectTimeline.h"
#include "widgets/attention/RowLabels.h"
#include "widgets/attention/ShareMatrix.h"
#include "widgets/attention/ShareMatrixModel.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/ViewModel.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace dare
{

namespace
{

/// The end of the bar: above the largest share, and never so low that all is bright.
constexpr float kLeastHighest = 1.0F;

} // namespace

SharePage::SharePage(Rows rows, InspectModel *inspect, ViewModel *view, QWidget *parent)
    : QWidget(parent), m_rows(rows), m_inspect(inspect), m_view(view), m_labels(new RowLabels(this))
{
    const bool words = rows == Rows::Words;
    setObjectName(words ? QStringLiteral("wordStepMatrix") : QStringLiteral("layerStepMatrix"));
    const QString what = words ? tr("Shares of words at every step, side %1")
                               : tr("Shares of the selected words in every layer, side %1");
    m_a = new ShareMatrix(objectName() + QLatin1Char('A'), what.arg(QLatin1Char('A')), this);
    m_b = new ShareMatrix(objectName() + QLatin1Char('B'), what.arg(QLatin1Char('B')), this);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(12, 2, 12, 6);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    const auto head = [this](const QString &text, const char *role) {
        auto *label = new QLabel(text, this);
        label->setProperty("role", QString::fromLatin1(role));
        return label;
    };
    grid->addWidget(head(QStringLiteral("A"), "caption"), 0, 1);
    grid->addWidget(head(QStringLiteral("B"), "captionOn"), 0, 2);
    grid->addWidget(m_labels, 1, 0);
    grid->addWidget(m_a, 1, 1);
    grid->addWidget(m_b, 1, 2);
    grid->setColumnStretch(1, 10);
    grid->setColumnStretch(2, 10);
    if (words) {
        m_neglect = new NeglectTimeline(this);
        m_caption = head(QString(), "caption");
        m_caption->setObjectName(QStringLiteral("neglectCaption"));
        grid->addWidget(m_caption, 0, 3);
        grid->addWidget(m_neglect, 1, 3);
        grid->setColumnStretch(3, 10);
        connect(m_neglect, &NeglectTimeline::picked, this, &SharePage::pick);
    }
    grid->addWidget(buildLegend(), 0, words ? 4 : 3, 1, 1);
    grid->setRowStretch(1, 1);
    for (ShareMatrix *each : {m_a, m_b}) {
        connect(each, &ShareMatrix::picked, this, &SharePage::pick);
        connect(each, &ShareMatrix::rowHeightChanged, this, &SharePage::level);
        connect(each->verticalScrollBar(), &QScrollBar::valueChanged, this, &SharePage::level);
    }
    connect(m_a->verticalScrollBar(), &QScrollBar::valueChanged, m_b->verticalScrollBar(),
            &QScrollBar::setValue);
    connect(m_b->verticalScrollBar(), &QScrollBar::valueChanged, m_a->verticalScrollBar(),
            &QScrollBar::setValue);
    connect(inspect, &InspectModel::sharesChanged, this, &SharePage::refresh);
    connect(view, &ViewModel::selectionChanged, this, &SharePage::refresh);
    connect(view, &ViewModel::mapLookChanged, this, &SharePage::refresh);
    connect(view, &ViewModel::stepChanged, this, &SharePage::refreshStep);
    connect(view, &ViewModel::lookChanged, this, &SharePage::refreshStep);
    refresh();
}

QWidget *SharePage::buildLegend()
{
    auto *legend = new QWidget(this);
    auto *row = new QHBoxLayout(legend);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const auto text = [&](const QString &words) {
        auto *label = new QLabel(words, legend);
        label->setProperty("role", QStringLiteral("caption"));
        row->addWidget(label);
        return label;
    };
    auto *name = text(tr("share"));
    name->setToolTip(
        tr("A word's before-mass over the mean mass of all pieces of words: attention, "
           "not proof that the object is visible"));
    text(QStringLiteral("0"));
    m_bar = new QWidget(legend);
    m_bar->setFixedSize(56, 8);
    row->addWidget(m_bar);
    m_highest = text(QString());
    return legend;
}

void SharePage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QPoint at = m_bar->mapTo(this, QPoint(0, 0));
    for (int x = 0; x < m_bar->width(); ++x) {
        const Rgb color = massColor(m_view->spec().colorMap,
                                    static_cast<float>(x) / static_cast<float>(m_bar->width() - 1));
        painter.fillRect(at.x() + x, at.y(), 1, m_bar->height(), QColor(color.r, color.g, color.b));
    }
}

void SharePage::refresh()
{
    const StepShares &shares = m_inspect->shares();
    QStringList rows;
    QStringList strong = m_view->selectedWords();
    if (m_rows == Rows::Words) {
        for (const std::string &label : shares.labels)
            rows << QString::fromStdString(label);
    } else {
        for (int layer = 0; layer < shares.blocks; ++layer)
            rows << QStringLiteral("L%1").arg(layer + 1);
        strong = QStringList(QStringLiteral("L%1").arg(m_view->layer() + 1));
    }
    const bool words = m_rows == Rows::Words;
    m_a->shares()->setShares(rows, words ? shares.sides[0].words : shares.sides[0].layers,
                             shares.steps);
    m_b->shares()->setShares(rows, words ? shares.sides[1].words : shares.sides[1].layers,
                             shares.steps);
    const float highest =
        std::max({kLeastHighest, m_a->shares()->largest(), m_b->shares()->largest()});
    m_a->setLook(m_view->spec().colorMap, highest);
    m_b->setLook(m_view->spec().colorMap, highest);
    m_highest->setText(QString::number(double(highest), 'f', 1));
    m_labels->setRows(rows, strong);
    if (m_neglect != nullptr) {
        m_neglect->setShares(shares);
        m_caption->setText(tr("Share below %1: attention, not proof").arg(shares.threshold));
        m_caption->setToolTip(
            tr("Neglected: below %1 for %2 consecutive steps, from the fourth on. Upper strip A, "
               "lower strip B. Attention, not proof that the object is visible")
                .arg(shares.threshold)
                .arg(shares.count));
    }
    refreshStep();
    level();
    update();
}

void SharePage::refreshStep()
{
    m_a->setStep(m_view->step());
    m_b->setStep(m_view->step());
    if (m_neglect != nullptr)
        m_neglect->setStep(m_view->step());
    if (m_rows == Rows::Layers)
        m_labels->setRows(m_a->shares()->rows(), {QStringLiteral("L%1").arg(m_view->layer() + 1)});
}

void SharePage::level()
{
    const int scrolled = m_a->verticalScrollBar()->value();
    m_labels->setPlace(m_a->rowHeight(), scrolled);
    if (m_neglect != nullptr)
        m_neglect->setRows(m_a->rowHeight(), scrolled);
}

void SharePage::pick(int row, int step)
{
    if (m_rows == Rows::Words) {
        const auto &labels = m_inspect->shares().labels;
        if (row < static_cast<int>(labels.size()))
            m_view->selectWord(QString::fromStdString(labels[static_cast<std::size_t>(row)]));
    } else {
        m_view->setLayer(row);
    }
    m_view->setStep(step);
}

} // namespace dare
