#include "app/gui/CaptureBinding.h"

#include "app/gui/MainWindow.h"
#include "app/gui/ViewModels.h"
#include "core/runs/SamplerThread.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"

#include <QCoreApplication>
#include <QPointer>

namespace dare
{

namespace
{

/// "SHA-256 18726d51…e32e"
QString shortHash(const std::string &hash)
{
    const QString text = QString::fromStdString(hash);
    return text.left(8) + QStringLiteral("…") + text.right(4);
}

} // namespace

CaptureBinding::CaptureBinding(ViewModels &models, MainWindow &window, SamplerThread &sampler,
                               QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_sampler(sampler)
{
    connect(&models.inspect, &InspectModel::captureWanted, this, &CaptureBinding::capture);
    connect(&models.inspect, &InspectModel::captureCancelled, this, &CaptureBinding::cancel);
}

void CaptureBinding::setRun(const std::filesystem::path &path)
{
    m_path = path;
}

void CaptureBinding::capture(const CaptureWindow &window)
{
    if (m_path.empty() || !m_models.inspect.capturing().isEmpty())
        return;
    m_models.inspect.setCapturing(tr("Capturing…"));
    // The sampler calls from its own thread, maybe after this object is gone.
    const QPointer<CaptureBinding> self(this);
    QObject *target = QCoreApplication::instance();
    m_capture = m_sampler.captureMore(
        m_path, window,
        [self, target](int done, int total) {
            QMetaObject::invokeMethod(
                target,
                [self, done, total] {
                    if (self)
                        self->m_models.inspect.setCapturing(
                            tr("Capturing, step %1 of %2").arg(done + 1).arg(total));
                },
                Qt::QueuedConnection);
        },
        [self, target, run = m_path](const Result<CaptureReport> &report) {
            QMetaObject::invokeMethod(
                target,
                [self, run, report] {
                    if (self)
                        self->finish(run, report);
                },
                Qt::QueuedConnection);
        });
}

void CaptureBinding::cancel()
{
    m_sampler.cancel(m_capture);
}

void CaptureBinding::finish(const std::filesystem::path &run, const Result<CaptureReport> &report)
{
    m_capture = 0;
    m_models.inspect.setCapturing({});
    if (report)
        tell(*report);
    else if (report.error().code == ErrorCode::Cancelled)
        m_window.log()->addLine(tr("capturing was cancelled; the run is unchanged, and the steps "
                                   "that were done keep their maps"));
    else
        m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("The maps were not captured."),
                                       QString::fromStdString(report.error().text()));
    // Steps before a failure or a cancel have theirs.
    Q_EMIT captured(QString::fromStdString(run.string()));
}

void CaptureBinding::tell(const CaptureReport &report)
{
    QStringList hashes;
    for (const auto &[side, hash] : report.latents)
        hashes << (side == Side::A ? QStringLiteral("A ") : QStringLiteral("B ")) + shortHash(hash);
    m_window.log()->addLine(
        tr("captured maps of %1 steps, %2 MB in %3 s; the run is unchanged: its latents come out "
           "with the hashes they had, %4")
            .arg(report.sideSteps)
            .arg(static_cast<double>(report.bytes) / 1e6, 0, 'f', 1)
            .arg(report.seconds, 0, 'f', 1)
            .arg(hashes.join(QStringLiteral(", "))));
    m_window.banner()->showMessage(
        BannerBar::Tone::Note, tr("Maps captured; the run is unchanged."),
        tr("Every step came out with the latents that are stored (SHA-256 %1).")
            .arg(hashes.join(QStringLiteral(", "))));
}

} // namespace dare
