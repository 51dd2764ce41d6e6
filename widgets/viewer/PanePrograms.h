#pragma once

#include "core/types/CompareShade.h"
#include "core/types/MapShade.h"

#include <QOpenGLShaderProgram>

#include <compare>
#include <map>
#include <memory>

namespace dare
{

/// What decides which statements of pane.frag run. All else is a uniform.
struct PaneVariant {
    PaneShade shade = PaneShade::Video;
    bool nearest = false;
    bool cells = false;
    CompareMode mode = CompareMode::SideBySide; ///< of a comparing pane, as the four below
    DiffChannels channels = DiffChannels::Rgb;
    bool flipped = false;
    bool resizedA = false; ///< shown in another size than its own
    bool resizedB = false;

    auto operator<=>(const PaneVariant &) const = default;
};

/// pane.frag, built once for each variant when it is first drawn: a renderer on the processor runs
/// both ways of every `if`, so one program for all of them would cost several times each of them.
/// Lives with one OpenGL context, which must be current in every call and in the destructor.
class PanePrograms
{
public:
    /// @return linked program, owned here; nullptr where the driver refused it: `error` says why
    [[nodiscard]] QOpenGLShaderProgram *of(const PaneVariant &variant);
    [[nodiscard]] const QString &error() const { return m_error; }

private:
    std::map<PaneVariant, std::unique_ptr<QOpenGLShaderProgram>> m_programs;
    QString m_error;
};

} // namespace dare
