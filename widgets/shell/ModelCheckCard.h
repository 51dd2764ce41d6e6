#pragma once

#include "widgets/shell/OverlayCard.h"

#include <QString>

#include <vector>

class QLabel;
class QPushButton;
class QTableView;

namespace dare
{

class FileCheckModel;

/// One expected file of a model folder, and what was found.
struct FileCheckRow {
    QString path;   ///< relative to the folder
    QString found;  ///< "4.97 GB, BF16", or what is wrong
    QString advice; ///< empty where the file is fine
    bool good = true;
};

/// What a refused folder is said to lack.
struct ModelCheck {
    QString folder;
    QString title;  ///< what is wrong, in one line
    QString advice; ///< what to do
    std::vector<FileCheckRow> rows;
    QString kept; ///< name of the model in use; empty: none
};

/// Every expected file of a refused model folder with tick or cross, and what can be done. The
/// model in use is not affected. Object name `modelCheck`.
class ModelCheckCard : public OverlayCard
{
    Q_OBJECT

public:
    explicit ModelCheckCard(QWidget *anchor);

    void setCheck(const ModelCheck &check);
    [[nodiscard]] const ModelCheck &check() const { return m_check; }
    /// The list as text, for a report of a bug or to whom the files came from.
    [[nodiscard]] QString report() const;

Q_SIGNALS:
    void againRequested(const QString &folder);
    void otherRequested();

private:
    void addHeading();
    void addList();
    QWidget *buildFooter();
    void copyReport() const;
    void fitList();

    ModelCheck m_check;
    FileCheckModel *m_model = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_advice = nullptr;
    QTableView *m_list = nullptr;
    QPushButton *m_keep = nullptr;
    QPushButton *m_again = nullptr;
};

} // namespace dare
