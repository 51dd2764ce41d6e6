#pragma once

#include <QApplication>
#include <QSurfaceFormat>
#include <QTest>

namespace dare
{

/// Before the application is made: the viewer's OpenGL, and settings of the test's own.
inline void prepareWindows(const char *name)
{
    QSurfaceFormat format;
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QCoreApplication::setOrganizationName(QStringLiteral("dare-workbench-tests"));
    QCoreApplication::setApplicationName(QString::fromLatin1(name));
}

/// Runs a test in a real window.
template <typename Test> int runInWindow(int argc, char **argv, const char *name)
{
    prepareWindows(name);
    QApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace dare
