#include "widgets/shell/StatusLine.h"

#include "widgets/theme/Theme.h"

#include <QLabel>

namespace dare
{

StatusLine::StatusLine(QWidget *parent) : QStatusBar(parent)
{
    setObjectName(QStringLiteral("statusBar"));
    setSizeGripEnabled(false);
    setContentsMargins(10, 0, 2, 0);
    const auto make = [this](const char *name) {
        auto *out = new QLabel;
        out->setObjectName(QLatin1String(name));
        out->setContentsMargins(0, 0, 10, 0);
        return out;
    };
    m_run = make("statusRun");
    m_noise = make("statusNoise");
    m_density = make("statusDensity");
    m_preview = make("statusPreview");
    m_saved = make("statusSaved");
    for (QLabel *label : {m_run, m_noise, m_density})
        addWidget(label);
    for (QLabel *label : {m_preview, m_saved})
        addPermanentWidget(label);
    setRun(tr("Ready"), false);
}

void StatusLine::setRun(const QString &text, bool active)
{
    m_run->setTextFormat(Qt::RichText);
    m_run->setText(active ? QStringLiteral("<span style='color:%1'>●</span> %2")
                                .arg(currentTheme().accent.name(), text.toHtmlEscaped())
                          : text.toHtmlEscaped());
}

void StatusLine::setNoise(const QString &sha256, bool bothSides)
{
    m_noise->setToolTip(sha256);
    if (sha256.size() < 12) {
        m_noise->clear();
        return;
    }
    const QString shortHash = sha256.left(4) + QStringLiteral("…") + sha256.right(4);
    m_noise->setText(bothSides ? tr("noise %1, same for A and B").arg(shortHash)
                               : tr("noise %1").arg(shortHash));
}

void StatusLine::setDensity(const QString &source)
{
    m_density->setText(source.isEmpty()
                           ? QString()
                           : tr("density: %1").arg(source.section(QLatin1Char(':'), 0, 0)));
    m_density->setToolTip(source);
}

void StatusLine::setPreviewRate(double perSecond)
{
    m_preview->setText(perSecond > 0.0 ? tr("preview %1 /s").arg(perSecond, 0, 'f', 1) : QString());
}

void StatusLine::setSaved(const QString &text)
{
    m_saved->setText(text);
}

} // namespace dare
