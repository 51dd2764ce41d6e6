#include "widgets/shell/ComparePage.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace dare
{

ComparePage::ComparePage(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("comparePage"));
    auto *title = new QLabel(tr("Comparing runs is not part of this version yet"));
    title->setProperty("role", "title");
    title->setAlignment(Qt::AlignCenter);
    auto *text = new QLabel(
        tr("Wipe, difference and metrics between any two runs come with a later version. Explore "
           "shows "
           "sides A and B of one run next to each other; File > Export writes them as one video."));
    text->setProperty("role", "secondary");
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignCenter);
    text->setFixedWidth(440);
    auto *back = new QPushButton(tr("Back to Explore"));
    back->setToolTip(tr("Ctrl+1"));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(1);
    column->addWidget(title);
    auto *row = new QHBoxLayout; // an alignment instead would ignore the height of wrapped lines
    row->addStretch(1);
    row->addWidget(text);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(back, 0, Qt::AlignHCenter);
    column->addStretch(1);
    connect(back, &QPushButton::clicked, this, &ComparePage::exploreRequested);
}

} // namespace dare
