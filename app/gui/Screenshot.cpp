#include "app/gui/Screenshot.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QWidget>

#include <cstdio>

namespace dare
{

namespace
{
constexpr int kSettleMs = 400;        // layouts, glyphs and textures of the last change
constexpr int kLimitMs = 10 * 60'000; // a run of a large model may be asked for
} // namespace

Screenshot::Screenshot(QWidget *window, const QString &file, QObject *parent)
    : QObject(parent), m_window(window), m_file(file)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    m_limit.setSingleShot(true);
    m_limit.setInterval(kLimitMs);
    connect(&m_settle, &QTimer::timeout, this, &Screenshot::take);
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

void Screenshot::take()
{
    if (!m_missing.isEmpty())
        return;
    if (!m_window->grab().save(m_file)) {
        fail(QStringLiteral("cannot write ") + m_file);
        return;
    }
    QCoreApplication::exit(0);
}

} // namespace dare
