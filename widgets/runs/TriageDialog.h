#pragma once

#include "widgets/runs/BatchDialog.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace dare
{

/// A few steps of many seeds, ranked as they come; then the best goes on. Not modal. Object name
/// `triageDialog`. Emits what should happen and is told what is there.
class TriageDialog : public BatchDialog
{
    Q_OBJECT

public:
    /// As the box `triageRankBy` lists them.
    enum class RankBy { Both, A, B };
    struct Request {
        int seeds = 10;
        int steps = 6;
        bool runA = true;
        bool runB = true;
    };

    explicit TriageDialog(RunsModel *runs, QWidget *parent = nullptr);

    /// What is sampled. @param steps of the whole run
    void setRecipe(const QString &prompt, int steps, bool runA, bool runB);
    /// Puts the form first again, before anything has started.
    void showForm();
    /// @param text "≈ 12 s"; empty where nothing was measured yet
    void setPrediction(const QString &text);
    /// Why it cannot start; empty where it can.
    void setBlocked(const QString &reason);
    /// The runs so far, the best first. @param done of them have their steps
    void showCells(const std::vector<BatchCell> &cells, int done, int total, bool waiting);
    [[nodiscard]] Request request() const;
    [[nodiscard]] RankBy rankBy() const;

Q_SIGNALS:
    void requestChanged();
    void startRequested();
    void stopRequested();
    void rankByChanged();
    /// @param paths runs to finish, the best first
    void continueRequested(const QStringList &paths);

private:
    QLayout *buildForm();
    QLayout *buildFoot();
    void refreshButtons();

    QSpinBox *m_seeds = nullptr;
    QSpinBox *m_steps = nullptr;
    QLabel *m_of = nullptr;
    QComboBox *m_sides = nullptr;
    QLabel *m_prediction = nullptr;
    QPushButton *m_start = nullptr;
    QLabel *m_status = nullptr;
    QComboBox *m_rankBy = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_continue = nullptr;
    QStringList m_best; ///< runs with their steps, the best first
    bool m_running = false;
    bool m_stepsTyped = false;
};

} // namespace dare
