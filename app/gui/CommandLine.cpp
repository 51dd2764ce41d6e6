#include "app/gui/CommandLine.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace dare
{

namespace
{

struct Names {
    QCommandLineOption workspace{"workspace", "Page to show: explore, inspect or compare.", "name",
                                 "explore"};
    QCommandLineOption mode{"mode", "Compare by: side, wipe, overlay, difference, signed or flip.",
                            "name"};
    QCommandLineOption exportDialog{"export-dialog", "Open the export dialog with the run."};
    QCommandLineOption open{"open", "Run folder to open.", "RUN"};
    QCommandLineOption selectWord{"select-word", "Word to select, for its map.", "word"};
    QCommandLineOption step{"step", "Step to show, from 1.", "N"};
    QCommandLineOption frame{"frame", "Frame to show, from 1.", "N"};
    QCommandLineOption size{"size", "Size of the window, such as 1280x800.", "WxH"};
    QCommandLineOption theme{"theme", "dark or light.", "name"};
    QCommandLineOption model{"model", "Model folder.", "DIR"};
    QCommandLineOption openModel{"open-model",
                                 "Model folder to open once the first model is there, as from the "
                                 "menu.",
                                 "DIR"};
    QCommandLineOption runs{"runs", "Folder of the runs.", "DIR"};
    QCommandLineOption prompt{"prompt", "Prompt to start with.", "text"};
    QCommandLineOption fresh{"fresh", "Start with the defaults and keep nothing of this session "
                                      "but its runs."};
    QCommandLineOption run{"run", "Press Run at the start."};
    QCommandLineOption state{
        "state",
        "With --screenshot: what the window is about when the picture is taken. running, paused "
        "and failed press Run, loading opens --open-model.",
        "name"};
    QCommandLineOption benchUi{"bench-ui",
                               "Drive the window, print how it keeps up, and exit; with --open: "
                               "Inspect and Compare on that run alone."};
    QCommandLineOption quick{"quick", "With --bench-ui: short stages, to try it out."};
    QCommandLineOption screenshot{
        "screenshot", "Save the window as a picture once everything asked for is shown, and exit.",
        "file"};
};

QSize sizeOf(const QString &text)
{
    const QStringList parts = text.split(QLatin1Char('x'));
    return parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
}

/// @return what is wrong, or nothing
QString readState(const QString &state, CommandLine &out)
{
    const bool runs =
        QStringList{QStringLiteral("running"), QStringLiteral("paused"), QStringLiteral("failed")}
            .contains(state);
    const bool loads = state == QStringLiteral("loading");
    if (!runs && !loads)
        return QStringLiteral("--state is running, paused, failed or loading");
    if (out.screenshot.isEmpty())
        return QStringLiteral("--state needs --screenshot");
    if (loads && out.openModel.isEmpty())
        return QStringLiteral("--state loading needs --open-model");
    out.state = state;
    out.run = out.run || runs;
    return {};
}

/// @return what is wrong, or nothing
QString readValues(const QCommandLineParser &parser, const Names &names, CommandLine &out)
{
    out.workspace = parser.value(names.workspace);
    const QStringList pages{QStringLiteral("explore"), QStringLiteral("inspect"),
                            QStringLiteral("compare")};
    if (!pages.contains(out.workspace))
        return QStringLiteral("--workspace is explore, inspect or compare");
    const QStringList modes{QStringLiteral("side"),    QStringLiteral("wipe"),
                            QStringLiteral("overlay"), QStringLiteral("difference"),
                            QStringLiteral("signed"),  QStringLiteral("flip")};
    out.compareMode = static_cast<int>(modes.indexOf(parser.value(names.mode)));
    if (parser.isSet(names.mode) && out.compareMode < 0)
        return QStringLiteral("--mode is one of ") + modes.join(QStringLiteral(", "));
    out.theme = parser.value(names.theme);
    if (!out.theme.isEmpty() && out.theme != QStringLiteral("dark") &&
        out.theme != QStringLiteral("light"))
        return QStringLiteral("--theme is dark or light");
    if (parser.isSet(names.size)) {
        out.size = sizeOf(parser.value(names.size));
        if (out.size.width() < 960 || out.size.height() < 600)
            return QStringLiteral("--size is WxH, at least 960x600");
    }
    const auto number = [&parser](const QCommandLineOption &option, int &value) {
        bool ok = true;
        if (parser.isSet(option))
            value = parser.value(option).toInt(&ok);
        return ok && (!parser.isSet(option) || value >= 1);
    };
    if (!number(names.step, out.step))
        return QStringLiteral("--step is a whole number from 1");
    if (!number(names.frame, out.frame))
        return QStringLiteral("--frame is a whole number from 1");
    out.exportDialog = parser.isSet(names.exportDialog);
    out.open = parser.value(names.open);
    out.selectWord = parser.value(names.selectWord);
    out.model = parser.value(names.model);
    out.openModel = parser.value(names.openModel);
    out.runs = parser.value(names.runs);
    out.prompt = parser.value(names.prompt);
    out.hasPrompt = parser.isSet(names.prompt);
    out.run = parser.isSet(names.run);
    // A picture shows what was asked for, not what somebody did last; figures neither.
    out.keepSession = !parser.isSet(names.fresh) && !parser.isSet(names.screenshot) &&
                      !parser.isSet(names.benchUi);
    out.benchUi = parser.isSet(names.benchUi);
    out.quick = parser.isSet(names.quick);
    out.screenshot = parser.value(names.screenshot);
    return parser.isSet(names.state) ? readState(parser.value(names.state), out) : QString();
}

} // namespace

CommandLineOutcome parseCommandLine(const QStringList &arguments)
{
    CommandLineOutcome out;
    const Names names;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Compares plain classifier-free guidance with DARE on one noise."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    parser.addOptions({names.workspace, names.mode, names.exportDialog, names.open,
                       names.selectWord, names.step, names.frame, names.size, names.theme,
                       names.model, names.openModel, names.runs, names.prompt, names.fresh,
                       names.run, names.screenshot, names.state, names.benchUi, names.quick});
    const bool parsed = parser.parse(arguments);
    if (parsed && parser.isSet(help)) {
        out.text = parser.helpText();
        out.proceed = false;
        return out;
    }
    if (parsed && parser.isSet(version)) {
        out.text = QCoreApplication::applicationName() + QLatin1Char(' ') +
                   QCoreApplication::applicationVersion() + QLatin1Char('\n');
        out.proceed = false;
        return out;
    }
    out.error = parsed ? readValues(parser, names, out.options) : parser.errorText();
    if (out.error.isEmpty() && !parser.positionalArguments().isEmpty())
        out.error = QStringLiteral("unknown argument: ") + parser.positionalArguments().first();
    if (!out.error.isEmpty()) {
        out.proceed = false;
        out.exitCode = 2;
    }
    return out;
}

} // namespace dare
