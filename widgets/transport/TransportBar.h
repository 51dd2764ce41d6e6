#pragma once

#include "core/types/ViewSpec.h"

#include <QWidget>

#include <array>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace dare
{

class CounterLabel;
class PlaybackClock;
class ScrubLane;
class SegmentBar;
class ViewModel;

/// Play, step and scrub: one bar for every axis, bound to a ViewModel. Object name `transport`.
/// Children: btnFirst btnBack btnPlay btnForward btnLast frameCounter laneFrame laneStep axisPicker
/// (axisFrame ... axisToken) btnLoop btnLink btnSwap btnStill.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    explicit TransportBar(ViewModel *model, QWidget *parent = nullptr);

    /// Space, arrows, Home, End, X (next axis) and . (loop), for the window to call when the viewer
    /// or nothing has focus. Left and right step the axis (Shift: by 10), up and down go through
    /// the steps.
    /// @return whether the key was used
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);

public Q_SLOTS:
    /// Below 1400 px wide or 880 px high.
    void setCompact(bool compact);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildButtons(QHBoxLayout *row);
    void buildCounter(QHBoxLayout *row);
    void buildLanes(QHBoxLayout *row);
    void buildAxes(QHBoxLayout *row);
    void connectModel();
    QToolButton *button(const char *name, const QString &icon, const QString &tip);
    void refreshPosition();
    void refreshPlayback();
    void refreshLink();
    void refreshClock();
    [[nodiscard]] QString counterText() const;
    [[nodiscard]] QString noteText() const;
    void seekStep(int step);
    bool handlePlaybackKey(int key);
    void nextAxis();
    void offer(ScrubAxis axis, bool possible, const QString &whyNot);
    void beginTyping();
    void endTyping(bool accept);

    ViewModel *m_model;
    PlaybackClock *m_clock;
    double m_clockRate = 0.0;
    QToolButton *m_play = nullptr;
    QToolButton *m_loop = nullptr;
    QToolButton *m_link = nullptr;
    QToolButton *m_swap = nullptr;
    QStackedWidget *m_counterStack = nullptr;
    CounterLabel *m_counter = nullptr;
    QLineEdit *m_counterEdit = nullptr;
    QLabel *m_note = nullptr;
    std::array<QLabel *, 2> m_laneNames{};
    ScrubLane *m_laneFrame = nullptr;
    ScrubLane *m_laneStep = nullptr;
    SegmentBar *m_axes = nullptr;
};

} // namespace dare
