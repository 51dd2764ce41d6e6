#include "widgets/shell/ModelCheckCard.h"

#include "widgets/shell/FileCheckModel.h"
#include "widgets/theme/Icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kWidth = 720;
constexpr int kRowHeight = 24;
constexpr int kLeastRows = 4;
constexpr int kMostRows = 13;

QPushButton *button(const char *name, const QString &words, const QString &tip)
{
    auto *out = new QPushButton(words);
    out->setObjectName(QLatin1String(name));
    out->setToolTip(tip);
    return out;
}

} // namespace

ModelCheckCard::ModelCheckCard(QWidget *anchor)
    : OverlayCard(anchor, kWidth), m_model(new FileCheckModel(this))
{
    setObjectName(QStringLiteral("modelCheck"));
    addHeading();
    addList();
    setFooter(buildFooter());
}

void ModelCheckCard::addHeading()
{
    m_title = new QLabel;
    m_title->setObjectName(QStringLiteral("modelCheckTitle"));
    m_title->setProperty("role", "cardTitle");
    m_title->setWordWrap(true);
    m_advice = new QLabel;
    m_advice->setObjectName(QStringLiteral("modelCheckAdvice"));
    m_advice->setProperty("role", "secondary");
    m_advice->setWordWrap(true);
    body()->addWidget(m_title);
    body()->addWidget(m_advice);
}

void ModelCheckCard::addList()
{
    m_list = new QTableView;
    m_list->setObjectName(QStringLiteral("modelCheckList"));
    m_list->setAccessibleName(tr("Expected files"));
    m_list->setModel(m_model);
    m_list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_list->setShowGrid(false);
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setTabKeyNavigation(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setProperty("role", "cardBody");
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->horizontalHeader()->hide();
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_list->verticalHeader()->setMinimumSectionSize(kRowHeight);
    m_list->horizontalHeader()->setMinimumSectionSize(40);
    body()->addWidget(m_list, 1);
}

QWidget *ModelCheckCard::buildFooter()
{
    auto *footer = new QFrame;
    footer->setProperty("role", "cardFooter");
    auto *copy = button("modelCheckCopy", tr("Copy report"), tr("Copy this list as text"));
    copy->setProperty("role", "quiet");
    copy->setIcon(themedIcon(QStringLiteral("copy")));
    auto *other = button("modelCheckOther", tr("Other folder…"), tr("Choose another model folder"));
    m_keep = button("modelCheckKeep", tr("Keep"), tr("Close this; the model in use stays (Esc)"));
    m_again = button("modelCheckAgain", tr("Check again"), tr("Look at the same folder once more"));
    m_again->setProperty("role", "primary");
    m_again->setIcon(themedIcon(QStringLiteral("refresh"), &Theme::onAccent));
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    row->addWidget(copy);
    row->addStretch(1);
    row->addWidget(other);
    row->addWidget(m_keep);
    row->addWidget(m_again);
    connect(copy, &QPushButton::clicked, this, &ModelCheckCard::copyReport);
    connect(other, &QPushButton::clicked, this, &ModelCheckCard::otherRequested);
    connect(m_keep, &QPushButton::clicked, this, &OverlayCard::close);
    connect(m_again, &QPushButton::clicked, this,
            [this] { Q_EMIT againRequested(m_check.folder); });
    return footer;
}

void ModelCheckCard::setCheck(const ModelCheck &check)
{
    m_check = check;
    m_title->setText(check.title);
    m_advice->setText(check.advice);
    setAccessibleName(check.title);
    m_keep->setText(check.kept.isEmpty() ? tr("Close") : tr("Keep %1").arg(check.kept));
    m_model->setRows(check.rows);
    fitList();
    open();
    m_again->setFocus(Qt::OtherFocusReason);
}

void ModelCheckCard::fitList()
{
    const int rows = static_cast<int>(m_check.rows.size());
    m_list->setMinimumHeight(std::min(rows, kLeastRows) * kRowHeight);
    m_list->setMaximumHeight(std::clamp(rows, 1, kMostRows) * kRowHeight);
    m_list->resizeColumnToContents(FileCheckModel::Found);
    m_list->horizontalHeader()->setSectionResizeMode(FileCheckModel::File, QHeaderView::Stretch);
    m_list->horizontalHeader()->setSectionResizeMode(FileCheckModel::Found,
                                                     QHeaderView::ResizeToContents);
    if (const int bad = m_model->firstBad(); bad >= 0)
        m_list->scrollTo(m_model->index(bad, 0), QAbstractItemView::PositionAtCenter);
}

QString ModelCheckCard::report() const
{
    QStringList lines{m_check.folder, m_check.title, m_check.advice, {}};
    for (const FileCheckRow &row : m_check.rows) {
        lines << QStringLiteral("%1 %2 (%3)")
                     .arg(row.good ? tr("ok     ") : tr("PROBLEM"), row.path,
                          row.good ? row.found : row.advice);
    }
    return lines.join(QLatin1Char('\n'));
}

void ModelCheckCard::copyReport() const
{
    QGuiApplication::clipboard()->setText(report());
}

} // namespace dare
