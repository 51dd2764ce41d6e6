#pragma once

#include <QDialog>
#include <QString>

#include <vector>

class QLabel;
class QTableWidget;

namespace dare
{

/// One setting that a file would change.
struct SettingChange {
    QString name;
    QString now;
    QString then;
    bool operator==(const SettingChange &) const = default;
};

/// What the recipe inside a dropped file would change, and what to do with the file. Object name
/// `restoreDialog`.
class RestoreDialog : public QDialog
{
    Q_OBJECT

public:
    enum Choice { Nothing = 0, Settings = 1, Source = 2, Both = 3 };

    /// @param pixels the file also holds pictures that can be compared with
    RestoreDialog(const QString &file, const std::vector<SettingChange> &changes, bool pixels,
                  QWidget *parent);

Q_SIGNALS:
    void chosen(dare::RestoreDialog::Choice choice);

private:
    QTableWidget *buildTable(const std::vector<SettingChange> &changes);
    QWidget *buildButtons(bool any, bool pixels);
    void choose(Choice choice);
};

} // namespace dare
