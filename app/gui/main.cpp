#include "app/gui/CommandLine.h"
#include "app/gui/UiBench.h"
#include "app/gui/Workbench.h"
#include "widgets/shell/WheelGuard.h"
#include "widgets/theme/ThemeApplier.h"

#include <QApplication>
#include <QOpenGLContext>
#include <QSurfaceFormat>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>

namespace
{

constexpr int kNoOpenGl = 3;

/// @return why this platform cannot show the viewer; empty where it can
QString whyNoOpenGl()
{
    const QString platform = QGuiApplication::platformName();
    if (platform == QStringLiteral("offscreen") || platform == QStringLiteral("minimal"))
        return QStringLiteral(
                   "the platform \"%1\" has no OpenGL widgets; use a desktop or xvfb-run")
            .arg(platform);
    QOpenGLContext context;
    if (!context.create())
        return QStringLiteral(
            "no OpenGL context could be made; install Mesa's drivers (libgl1-mesa-dri)");
    const auto version = context.format().version();
    if (version < qMakePair(3, 3))
        return QStringLiteral("OpenGL %1.%2 is here, 3.3 is needed")
            .arg(version.first)
            .arg(version.second);
    return {};
}

void setUpOpenGl()
{
    QSurfaceFormat format;
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSwapInterval(1);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
}

/// What there is to say instead of opening a window. @return the exit code; nothing: go on
std::optional<int> answered(const dare::CommandLineOutcome &command)
{
    if (command.proceed)
        return std::nullopt;
    std::fputs(qPrintable(command.text), stdout);
    if (!command.error.isEmpty())
        std::fprintf(stderr, "dare-workbench: %s\nTry --help.\n", qPrintable(command.error));
    return command.exitCode;
}

/// Help and version need no display.
bool onlyAsks(int argc, char **argv)
{
    constexpr std::array<std::string_view, 4> kQuestions{"--help", "-h", "--version", "-v"};
    return std::any_of(argv + 1, argv + argc, [&](const char *argument) {
        return std::find(kQuestions.begin(), kQuestions.end(), argument) != kQuestions.end();
    });
}

} // namespace

int main(int argc, char **argv)
{
    setUpOpenGl();
    QApplication::setApplicationName(QStringLiteral("dare-workbench"));
    QApplication::setOrganizationName(QStringLiteral("dare-workbench"));
    QApplication::setApplicationVersion(QStringLiteral(DARE_VERSION));
    if (onlyAsks(argc, argv)) {
        const QCoreApplication asked(argc, argv);
        const auto code = answered(dare::parseCommandLine(QCoreApplication::arguments()));
        return code.value_or(0);
    }
    dare::TimedApplication app(argc, argv);
    const dare::CommandLineOutcome command = dare::parseCommandLine(QApplication::arguments());
    if (const auto code = answered(command))
        return *code;
    if (const QString reason = whyNoOpenGl(); !reason.isEmpty()) {
        std::fprintf(stderr, "dare-workbench: %s\n", qPrintable(reason));
        return kNoOpenGl;
    }
    dare::ThemeApplier theme;
    dare::WheelGuard wheel;
    app.installEventFilter(&wheel);
    dare::Workbench workbench(command.options, theme);
    std::unique_ptr<dare::UiBench> bench;
    if (command.options.benchUi) {
        bench = std::make_unique<dare::UiBench>(workbench, app, command.options.quick,
                                                !command.options.open.isEmpty());
        QObject::connect(&workbench, &dare::Workbench::modelReady, bench.get(),
                         &dare::UiBench::start);
        QObject::connect(bench.get(), &dare::UiBench::finished, &app, &QApplication::quit);
    }
    workbench.start();
    return QApplication::exec();
}
