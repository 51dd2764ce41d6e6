#pragma once

#include <QDialog>
#include <QString>

#include <vector>

class QLabel;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace dare
{

/// One setting that a file would change.
struct SettingChange {
    QString name;
    QString now;
    QString then;
    bool operator==(const SettingChange &) const = default;
};

/// What the recipe inside a dropped file would change, and what to do with the file. A file may
/// hold several recipes: `restoreOffer` picks the one. Object name `restoreDialog`.
class RestoreDialog : public QDialog
{
    Q_OBJECT

public:
    enum Choice { Nothing = 0, Settings = 1, Source = 2, Both = 3 };

    /// One recipe of the file.
    struct Offer {
        QString name;
        std::vector<SettingChange> changes;
    };

    /// @param offers at least one; the last is picked at first
    /// @param pixels the file also holds pictures that can be compared with
    RestoreDialog(const QString &file, std::vector<Offer> offers, bool pixels, QWidget *parent);

Q_SIGNALS:
    /// @param offer index of the recipe picked
    void chosen(dare::RestoreDialog::Choice choice, int offer);

private:
    void buildOffers(QVBoxLayout *column);
    QTableWidget *buildTable();
    QWidget *buildButtons(bool pixels);
    void pick(int offer);
    void fillTable(const std::vector<SettingChange> &changes);
    void choose(Choice choice);

    std::vector<Offer> m_offers;
    int m_picked = 0;
    QLabel *m_what;
    QTableWidget *m_table;
    QPushButton *m_both = nullptr; ///< null without pixels
    QPushButton *m_restore = nullptr;
};

} // namespace dare
