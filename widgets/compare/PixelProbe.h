#pragma once

#include "widgets/viewer/CompareScene.h"

#include <QPoint>
#include <QWidget>

#include <array>
#include <optional>

class QLabel;

namespace dare
{

/// RGB of one canvas pixel in A and B; nothing where a side has none there.
struct ProbedPixel {
    QPoint at;
    std::optional<std::array<int, 3>> a;
    std::optional<std::array<int, 3>> b;
};

/// @param at pixel of the common canvas of A and B @param frame shorter clips hold their last one
[[nodiscard]] ProbedPixel probe(const CompareScene &scene, QPoint at, int frame);

/// The table `pixelProbe`: values of A and B under the pointer, and B - A.
class PixelProbe : public QWidget
{
    Q_OBJECT

public:
    explicit PixelProbe(QWidget *parent = nullptr);
    void show(const std::optional<ProbedPixel> &pixel);

private:
    QLabel *m_place;
    std::array<std::array<QLabel *, 3>, 3> m_cells{}; ///< A, B, difference x R, G, B
    std::array<QLabel *, 2> m_swatches{};
};

} // namespace dare
