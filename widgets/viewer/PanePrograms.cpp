#include "widgets/viewer/PanePrograms.h"

#include "widgets/viewer/PaneTextures.h"

#include <QFile>

namespace dare
{

namespace
{

QByteArray define(const char *name, int value)
{
    return QByteArray("#define ") + name + ' ' + QByteArray::number(value) + '\n';
}

QByteArray fragmentOf(const PaneVariant &variant)
{
    QFile file(QStringLiteral(":/shaders/pane.frag"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray source = file.readAll();
    const QByteArray defines =
        define("SHADE", static_cast<int>(variant.shade)) +
        define("NEAREST", variant.nearest ? 1 : 0) + define("CELLS", variant.cells ? 1 : 0) +
        define("MODE", static_cast<int>(variant.mode)) +
        define("CHANNELS", static_cast<int>(variant.channels)) +
        define("FLIPPED", variant.flipped ? 1 : 0) + define("RESIZED_A", variant.resizedA ? 1 : 0) +
        define("RESIZED_B", variant.resizedB ? 1 : 0);
    // The version has to stay the first line.
    return source.insert(source.indexOf('\n') + 1, defines);
}

} // namespace

QOpenGLShaderProgram *PanePrograms::of(const PaneVariant &variant)
{
    std::unique_ptr<QOpenGLShaderProgram> &program = m_programs[variant];
    if (program)
        return program->isLinked() ? program.get() : nullptr;
    program = std::make_unique<QOpenGLShaderProgram>();
    const bool built =
        program->addCacheableShaderFromSourceFile(QOpenGLShader::Vertex,
                                                  QStringLiteral(":/shaders/pane.vert")) &&
        program->addCacheableShaderFromSourceCode(QOpenGLShader::Fragment, fragmentOf(variant)) &&
        program->link();
    if (!built) {
        m_error =
            QStringLiteral("The viewer's shader was refused by the driver: ") + program->log();
        return nullptr;
    }
    program->bind();
    program->setUniformValue("clip", ClipUnit);
    program->setUniformValue("heat", MapUnit);
    program->setUniformValue("table", TableUnit);
    program->setUniformValue("other", OtherUnit);
    program->release();
    return program.get();
}

} // namespace dare
