#pragma once

#include "widgets/export/ExportForm.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace dare
{

class ExportPreviewPane;

/// Export of a comparison: the encoder's own picture on the left, what decides the file on the
/// right. It edits a plan and shows what it is told; it neither draws nor writes. Object name
/// `exportDialog`. @thread GUI
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ExportDialog(QWidget *parent = nullptr);

    void setPlan(const ExportPlan &plan, int frame);
    [[nodiscard]] const ExportPlan &plan() const { return m_form->plan(); }
    void setFacts(const ExportFacts &facts);
    [[nodiscard]] ExportPreviewPane *preview() const { return m_preview; }
    void setRecipe(const QString &json);
    /// Why the plan cannot be written; empty: it can.
    void setProblem(const QString &problem);
    /// While a file is written the start button is Cancel. @param total 0: idle
    void setProgress(int done, int total);

Q_SIGNALS:
    void planChanged();
    void frameWanted(int frame);
    void startRequested();
    void cancelRequested();
    void copyRequested();

public Q_SLOTS:
    /// Closing cancels what is being written.
    void reject() override;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildHeader();
    QWidget *buildSide();
    QWidget *buildFooter();
    void start();
    void tagChanged();

    ExportForm *m_form;
    ExportPreviewPane *m_preview;
    QCheckBox *m_tag;
    QCheckBox *m_sidecar;
    QPlainTextEdit *m_recipe;
    QLabel *m_problem;
    QPushButton *m_start;
    QProgressBar *m_progress;
    int m_wantedFrame = -1;
    bool m_writing = false;
};

} // namespace dare
