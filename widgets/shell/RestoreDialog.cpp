#include "widgets/shell/RestoreDialog.h"

#include "widgets/controls/SegmentBar.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace dare
{

namespace
{

constexpr QSize kSize(640, 440);

QLabel *label(const QString &text, const char *role)
{
    auto *out = new QLabel(text);
    out->setProperty("role", role);
    out->setWordWrap(true);
    return out;
}

} // namespace

RestoreDialog::RestoreDialog(const QString &file, std::vector<Offer> offers, bool pixels,
                             QWidget *parent)
    : QDialog(parent),
      m_offers(std::move(offers)),
      m_what(label({}, "secondary")),
      m_table(buildTable())
{
    setObjectName(QStringLiteral("restoreDialog"));
    setWindowTitle(tr("Restore settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSize);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(10);
    column->addWidget(label(QFileInfo(file).fileName(), "cardTitle"));
    if (m_offers.size() > 1)
        buildOffers(column);
    column->addWidget(m_what);
    column->addWidget(m_table, 1);
    column->addWidget(buildButtons(pixels));
    pick(static_cast<int>(m_offers.size()) - 1);
}

void RestoreDialog::buildOffers(QVBoxLayout *column)
{
    QStringList names;
    for (const Offer &each : m_offers)
        names << each.name;
    auto *bar = new SegmentBar(QStringLiteral("restoreOffer"), names, true);
    for (int i = 0; i < names.size(); ++i)
        bar->button(i)->setToolTip(
            tr("The recipe of the run that is %1 in the file").arg(names[i]));
    bar->setCurrent(static_cast<int>(names.size()) - 1);
    connect(bar, &SegmentBar::picked, this, &RestoreDialog::pick);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(label(tr("Its sides are of different runs. Settings of"), "secondary"), 1);
    row->addWidget(bar);
    column->addLayout(row);
}

void RestoreDialog::pick(int offer)
{
    m_picked = offer;
    const std::vector<SettingChange> &changes = m_offers[static_cast<std::size_t>(offer)].changes;
    m_what->setText(changes.empty()
                        ? tr("Its recipe is the one you have: nothing would change.")
                        : tr("Its recipe would change these %n settings. Undo brings yours back.",
                             nullptr, static_cast<int>(changes.size())));
    fillTable(changes);
    m_restore->setEnabled(!changes.empty());
    if (m_both != nullptr)
        m_both->setEnabled(!changes.empty());
}

QTableWidget *RestoreDialog::buildTable()
{
    auto *table = new QTableWidget(0, 3);
    table->setObjectName(QStringLiteral("restoreChanges"));
    table->setAccessibleName(tr("What would change"));
    table->setHorizontalHeaderLabels({tr("Setting"), tr("Now"), tr("In the file")});
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(26);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

void RestoreDialog::fillTable(const std::vector<SettingChange> &changes)
{
    m_table->setRowCount(static_cast<int>(changes.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const SettingChange &change = changes[static_cast<std::size_t>(row)];
        int columnIndex = 0;
        for (const QString &text : {change.name, change.now, change.then}) {
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(text);
            m_table->setItem(row, columnIndex++, item);
        }
    }
}

QWidget *RestoreDialog::buildButtons(bool pixels)
{
    auto *buttons = new QWidget;
    auto *row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addStretch(1);
    const auto add = [&](const char *name, const QString &words, const QString &tip,
                         Choice choice) {
        auto *button = new QPushButton(words);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(tip);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, choice] { choose(choice); });
        row->addWidget(button);
        return button;
    };
    add("restoreCancel", tr("Cancel"), tr("Leave everything as it is (Esc)"), Nothing);
    if (pixels) {
        add("restoreSource", tr("Open as source"), tr("Compare with its pictures"), Source);
        m_both = add("restoreBoth", tr("Both"),
                     tr("Restore its settings, and compare with its pictures"), Both);
    }
    m_restore = add("restoreSettings", tr("Restore settings"),
                    tr("Take over the settings of the file (Enter)"), Settings);
    m_restore->setProperty("role", "primary");
    m_restore->setDefault(true);
    return buttons;
}

void RestoreDialog::choose(Choice choice)
{
    Q_EMIT chosen(choice, m_picked);
    close();
}

} // namespace dare
