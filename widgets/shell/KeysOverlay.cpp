#include "widgets/shell/KeysOverlay.h"

#include "widgets/theme/Icons.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMap>
#include <QToolButton>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr int kWidth = 900;

QLabel *label(const QString &text, const char *role)
{
    auto *out = new QLabel(text);
    out->setProperty("role", role);
    out->setWordWrap(true);
    out->setTextFormat(Qt::PlainText);
    return out;
}

} // namespace

KeysOverlay::KeysOverlay(QWidget *anchor, const std::vector<Row> &rows)
    : OverlayCard(anchor, kWidth)
{
    setObjectName(QStringLiteral("keysOverlay"));
    setAccessibleName(tr("Keys"));
    auto *close = new QToolButton;
    close->setObjectName(QStringLiteral("keysClose"));
    close->setIcon(themedIcon(QStringLiteral("x")));
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Close (F1 or Esc)"));
    close->setAccessibleName(tr("Close"));
    connect(close, &QToolButton::clicked, this, &OverlayCard::close);
    auto *row = new QHBoxLayout;
    row->addWidget(label(tr("Keys"), "display"), 1);
    row->addWidget(close, 0, Qt::AlignTop);
    body()->addLayout(row);
    addRows(rows);
}

void KeysOverlay::addRows(const std::vector<Row> &rows)
{
    QStringList groups;
    for (const Row &row : rows) {
        if (!groups.contains(row.group))
            groups << row.group;
    }
    auto *columns = new QHBoxLayout;
    columns->setSpacing(24);
    std::array<QVBoxLayout *, 2> sides{new QVBoxLayout, new QVBoxLayout};
    std::array<std::size_t, 2> length{0, 0};
    for (QVBoxLayout *side : sides) {
        side->setSpacing(4);
        columns->addLayout(side, 1);
    }
    for (const QString &group : groups) {
        const std::size_t side = length[0] <= length[1] ? 0 : 1;
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(12);
        grid->setVerticalSpacing(4);
        grid->setColumnStretch(1, 1);
        grid->setColumnMinimumWidth(0, 140);
        int line = 0;
        for (const Row &row : rows) {
            if (row.group != group)
                continue;
            grid->addWidget(label(row.keys, "mono"), line, 0, Qt::AlignTop);
            grid->addWidget(label(row.does, "secondary"), line, 1);
            ++line;
        }
        auto *title = label(group, "title");
        title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        title->setFixedHeight(20);
        sides[side]->addWidget(title);
        sides[side]->addLayout(grid);
        sides[side]->addSpacing(16);
        length[side] += static_cast<std::size_t>(line) + 2;
    }
    for (QVBoxLayout *side : sides)
        side->addStretch(1);
    body()->addLayout(columns);
}

void KeysOverlay::toggle()
{
    if (isOpen())
        close();
    else
        open();
}

} // namespace dare
