#pragma once

#include "core/types/Recipe.h"

#include <QHash>
#include <QImage>
#include <QObject>

#include <array>
#include <utility>
#include <vector>

namespace dare
{

/// Pictures of the x0 prediction at four steps of a run, spread evenly over those that are done.
/// It says which pictures it lacks; a binding brings them. @thread GUI
class FilmstripModel : public QObject
{
    Q_OBJECT

public:
    static constexpr int kShown = 4;
    explicit FilmstripModel(QObject *parent = nullptr);

    /// Another run: forgets all pictures.
    void setRun(std::array<bool, 2> sides);
    /// Steps that both sides have done.
    void setDone(int steps);
    void setPicture(Side side, int step, const QImage &image);
    /// The step on screen; -1: the newest one.
    void setCurrentStep(int step);

    /// Steps, from 0, in ascending order; fewer than four where fewer are done.
    [[nodiscard]] std::vector<int> steps() const;
    [[nodiscard]] QImage picture(Side side, int step) const;
    [[nodiscard]] bool runs(Side side) const { return m_sides[side == Side::A ? 0 : 1]; }
    [[nodiscard]] bool isCurrent(int step) const;
    [[nodiscard]] bool isNewest(int step) const { return step == m_done - 1; }
    /// Pictures of steps() that are not there.
    [[nodiscard]] std::vector<std::pair<Side, int>> missing() const;

Q_SIGNALS:
    void changed();
    void pictureMissing(); ///< at least one of steps()

private:
    std::array<bool, 2> m_sides{false, false};
    std::array<QHash<int, QImage>, 2> m_pictures;
    int m_done = 0;
    int m_current = -1;
};

} // namespace dare
