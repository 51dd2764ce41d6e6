#pragma once

#include "widgets/runs/BatchModel.h"

#include <QDialog>

class QLabel;
class QVBoxLayout;

namespace dare
{

class BatchView;

/// What the dialogs of triage and sweep share: the prompt, a form, and below it a hint until the
/// grid of the results is there. Not modal.
class BatchDialog : public QDialog
{
    Q_OBJECT

Q_SIGNALS:
    void openRequested(const QString &path);

protected:
    struct Sizes {
        QSize form;
        QSize grid;
    };
    BatchDialog(RunsModel *runs, const Sizes &sizes, const QString &hint, QWidget *parent);

    void addForm(QLayout *form);
    void addFoot(QLayout *foot);
    void showPrompt(const QString &prompt);
    void showHint();
    void showGrid();
    [[nodiscard]] BatchView *grid() const { return m_grid; }

private:
    Sizes m_sizes;
    QVBoxLayout *m_column;
    QLabel *m_prompt;
    QLabel *m_hint;
    BatchView *m_grid;
};

} // namespace dare
