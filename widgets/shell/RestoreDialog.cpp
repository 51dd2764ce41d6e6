#include "widgets/shell/RestoreDialog.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
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

RestoreDialog::RestoreDialog(const QString &file, const std::vector<SettingChange> &changes,
                             bool pixels, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("restoreDialog"));
    setWindowTitle(tr("Restore settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSize);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(10);
    const QString name = QFileInfo(file).fileName();
    column->addWidget(label(name, "cardTitle"));
    column->addWidget(label(changes.empty()
                                ? tr("Its recipe is the one you have: nothing would change.")
                                : tr("Its recipe would change these %n settings. Undo brings yours "
                                     "back.",
                                     nullptr, static_cast<int>(changes.size())),
                            "secondary"));
    column->addWidget(buildTable(changes), 1);
    column->addWidget(buildButtons(!changes.empty(), pixels));
}

QTableWidget *RestoreDialog::buildTable(const std::vector<SettingChange> &changes)
{
    auto *table = new QTableWidget(static_cast<int>(changes.size()), 3);
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
    for (int row = 0; row < table->rowCount(); ++row) {
        const SettingChange &change = changes[static_cast<std::size_t>(row)];
        int columnIndex = 0;
        for (const QString &text : {change.name, change.now, change.then}) {
            auto *item = new QTableWidgetItem(text);
            item->setToolTip(text);
            table->setItem(row, columnIndex++, item);
        }
    }
    return table;
}

QWidget *RestoreDialog::buildButtons(bool any, bool pixels)
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
        add("restoreBoth", tr("Both"), tr("Restore its settings, and compare with its pictures"),
            Both)
            ->setEnabled(any);
    }
    QPushButton *restore = add("restoreSettings", tr("Restore settings"),
                               tr("Take over the settings of the file (Enter)"), Settings);
    restore->setProperty("role", "primary");
    restore->setEnabled(any);
    restore->setDefault(true);
    return buttons;
}

void RestoreDialog::choose(Choice choice)
{
    Q_EMIT chosen(choice);
    close();
}

} // namespace dare
