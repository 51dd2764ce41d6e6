#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Frame.h"
#include "core/types/Result.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

namespace dare
{

class MainWindow;
class SamplerBinding;
struct ViewModels;

/// The first start: the welcome card over the noise that the seed stands for, with a measured
/// estimate. It goes for good once a run exists. No network is touched. @thread GUI
class WelcomeBinding : public QObject
{
    Q_OBJECT

public:
    WelcomeBinding(ViewModels &models, MainWindow &window, SamplerBinding &sampler,
                   QObject *parent = nullptr);

    /// The list of runs has been read. @param wanted false: something else was asked for
    void listed(bool wanted);
    void setModel(const ModelInfo &info);
    /// Brings the card back, from the Help menu.
    void show();

Q_SIGNALS:
    /// The card with its noise and its estimate is on screen, or will not come.
    void settled();
    /// One forward of this device takes this long.
    void measured(double seconds);

private:
    void begin();
    void runExample(const QString &prompt);
    void readNoise();
    void showNoise(const Clip &clip);
    void measure();
    void showDevice();
    void noteExamples();
    void settle();
    bool eventFilter(QObject *watched, QEvent *event) override;

    ViewModels &m_models;
    MainWindow &m_window;
    SamplerBinding &m_sampler;
    ModelInfo m_info;
    bool m_listed = false;
    bool m_wanted = false;
    bool m_noisy = false;   ///< the viewer shows noise of ours
    bool m_timed = false;   ///< the measurement came back
    double m_seconds = 0.0; ///< of one forward; 0: not measured
    int m_generation = 0;
    QTimer m_quiet;
    QThreadPool m_pool;
};

} // namespace dare
