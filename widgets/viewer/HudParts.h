#pragma once

#include <QRectF>
#include <QString>

#include <string>

namespace dare::hud
{

inline constexpr double kEdge = 8.0;  ///< from the pane's edge
inline constexpr double kPad = 6.0;   ///< inside a label
inline constexpr double kLine = 20.0; ///< height of a label

[[nodiscard]] inline QString str(const std::string &text)
{
    return QString::fromStdString(text);
}

/// A label in a corner of a picture.
[[nodiscard]] inline QRectF labelAt(const QRectF &picture, double width, bool right, bool bottom)
{
    return {right ? picture.right() - kEdge - width : picture.left() + kEdge,
            bottom ? picture.bottom() - kEdge - kLine : picture.top() + kEdge, width, kLine};
}

} // namespace dare::hud
