#pragma once

#include <QStatusBar>

class QLabel;

namespace dare
{

/// The window's status bar: run, noise, density source; on the right preview rate and saved state.
/// Object name `statusBar`.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    /// @param active draws the accent dot of a running run
    void setRun(const QString &text, bool active);
    void setNoise(const QString &sha256, bool bothSides);
    /// @param source shown up to its colon, whole in the tool tip
    void setDensity(const QString &source);
    void setPreviewRate(double perSecond);
    void setSaved(const QString &text);

private:
    QLabel *m_run = nullptr;
    QLabel *m_noise = nullptr;
    QLabel *m_density = nullptr;
    QLabel *m_preview = nullptr;
    QLabel *m_saved = nullptr;
};

} // namespace dare
