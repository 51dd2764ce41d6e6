#include "app/gui/Screenshot.h"

#include "widgets/theme/Theme.h"

#include <QApplication>
#include <QPainter>
#include <QPixmap>
#include <QWidget>

#include <cstdio>

namespace dare
{

namespace
{
constexpr int kSettleMs = 400;        // layouts, glyphs and textures of the last change
constexpr int kLimitMs = 10 * 60'000; // a run of a large model may be asked for

/// Where the pointer happens to lie is no part of the picture.
void forgetPointer(QWidget *window)
{
    for (QWidget *each : window->findChildren<QWidget *>())
        each->setAttribute(Qt::WA_UnderMouse, false);
}

} // namespace

Screenshot::Screenshot(QWidget *window, const QString &file, QObject *parent)
    : QObject(parent), m_window(window), m_file(file)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    m_limit.setSingleShot(true);
    m_limit.setInterval(kLimitMs);
    connect(&m_settle, &QTimer::timeout, this, &Screenshot::settle);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        fail(QStringLiteral("still missing: ") +
             QStringList(m_missing.values()).join(QStringLiteral(", ")));
    });
}

void Screenshot::begin()
{
    m_begun = true;
    m_limit.start();
    if (m_missing.isEmpty())
        m_settle.start();
}

void Screenshot::arrived(const QString &what)
{
    m_missing.remove(what);
    if (m_begun && m_missing.isEmpty())
        m_settle.start();
}

void Screenshot::fail(const QString &reason)
{
    std::fprintf(stderr, "dare-workbench: no screenshot: %s\n", qPrintable(reason));
    QCoreApplication::exit(1);
}

QPixmap Screenshot::picture(QWidget *window)
{
    forgetPointer(window);
    QPixmap picture = window->grab();
    // A dialog is a window of its own: it is drawn where it would lie.
    if (QWidget *dialog = QApplication::activeModalWidget(); dialog != nullptr) {
        QPainter painter(&picture);
        QColor shade = currentTheme().viewer;
        shade.setAlpha(150);
        painter.fillRect(window->rect(), shade);
        forgetPointer(dialog);
        const QPixmap over = dialog->grab();
        painter.drawPixmap((window->width() - dialog->width()) / 2,
                           (window->height() - dialog->height()) / 2, over);
    }
    return picture;
}

void Screenshot::settle()
{
    if (!m_missing.isEmpty())
        return;
    Q_EMIT settled();
    if (m_momentIsOurs)
        take();
}

void Screenshot::take()
{
    if (const QString reason = m_check ? m_check() : QString(); !reason.isEmpty()) {
        fail(reason);
        return;
    }
    if (!picture(m_window).save(m_file)) {
        fail(QStringLiteral("cannot write ") + m_file);
        return;
    }
    QCoreApplication::exit(0);
}

} // namespace dare
