#pragma once

#include <QApplication>
#include <QSurfaceFormat>
#include <QTest>

namespace dare
{

/// Runs a test in a real window with the viewer's OpenGL, with settings of its own.
template <typename Test> int runInWindow(int argc, char **argv, const char *name)
{
    QSurfaceFormat format;
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QCoreApplication::setOrganizationName(QStringLiteral("dare-workbench-tests"));
    QCoreApplication::setApplicationName(QString::fromLatin1(name));
    QApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace dare
