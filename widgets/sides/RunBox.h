#pragma once

#include <QStackedWidget>
#include <QString>
#include <QTimer>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace dare
{

/// The foot of the Sides panel: prediction and Run, or progress with Pause and Cancel, or the
/// paused state with Resume and Cancel. Object name `runBox`.
class RunBox : public QStackedWidget
{
    Q_OBJECT

public:
    explicit RunBox(QWidget *parent = nullptr);

    /// @param summary "A and B, 16 steps" @param prediction "≈ 11 s · 20 MB"
    void setPrediction(const QString &summary, const QString &prediction);
    /// Why Run cannot start now; empty where it can.
    void setBlocked(const QString &reason);
    /// What live preview can do here and why: "on release, one takes ≈ 2.8 s". @param possible
    /// false: the box cannot be ticked
    void setLivePreview(const QString &note, const QString &tip, bool possible);
    [[nodiscard]] bool livePreview() const;
    void setLivePreviewOn(bool on);
    void showIdle();
    /// @param done steps finished by both sides together, of `total` a side
    void showRunning(double done, int total, const QString &sides, double secondsLeft);
    void showPaused(int done, int total);
    [[nodiscard]] bool busy() const { return currentIndex() != 0; }
    /// Why Run cannot start now; empty where it can.
    [[nodiscard]] QString blocked() const { return m_blocked; }

public Q_SLOTS:
    /// Asks once: the second call within four seconds cancels.
    void askToCancel();
    /// Run, or add to the queue while a run goes on, where the button would.
    void trigger();

Q_SIGNALS:
    /// Run now, or queue the recipe where busy().
    void runRequested();
    void queueRequested();
    void triageRequested();
    void sweepRequested();
    void pauseRequested();
    void resumeRequested();
    void cancelRequested();
    void livePreviewToggled(bool on);

private:
    QWidget *buildIdle();
    QWidget *buildRunRow(bool idle);
    QWidget *buildRunning();
    QWidget *buildPaused();
    void forgetQuestion();

    QLabel *m_summary = nullptr;
    QLabel *m_prediction = nullptr;
    QLabel *m_reason = nullptr;
    QPushButton *m_run = nullptr;
    QList<QPushButton *> m_add; ///< Add to queue, on the pages of a run
    QString m_blocked;
    QCheckBox *m_live = nullptr;
    QLabel *m_step = nullptr;
    QLabel *m_sides = nullptr;
    QLabel *m_left = nullptr;
    QLabel *m_note = nullptr;
    QLabel *m_pausedStep = nullptr;
    QProgressBar *m_progress = nullptr;
    QTimer m_question;
    int m_done = 0;
};

} // namespace dare
