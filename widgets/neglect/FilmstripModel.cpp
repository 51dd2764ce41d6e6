#include "widgets/neglect/FilmstripModel.h"

#include <algorithm>
#include <cmath>

namespace dare
{

FilmstripModel::FilmstripModel(QObject *parent) : QObject(parent) {}

void FilmstripModel::setRun(std::array<bool, 2> sides)
{
    m_sides = sides;
    m_pictures = {};
    m_done = 0;
    m_current = -1;
    Q_EMIT changed();
}

void FilmstripModel::setDone(int steps)
{
    if (steps == m_done)
        return;
    m_done = steps;
    Q_EMIT changed();
    if (!missing().empty())
        Q_EMIT pictureMissing();
}

void FilmstripModel::setPicture(Side side, int step, const QImage &image)
{
    m_pictures[side == Side::A ? 0 : 1].insert(step, image);
    Q_EMIT changed();
}

void FilmstripModel::setCurrentStep(int step)
{
    if (step == m_current)
        return;
    m_current = step;
    Q_EMIT changed();
}

std::vector<int> FilmstripModel::steps() const
{
    std::vector<int> out;
    const int count = std::min(kShown, m_done);
    for (int i = 0; i < count; ++i) {
        const double share = count == 1 ? 1.0 : static_cast<double>(i) / (count - 1);
        out.push_back(static_cast<int>(std::lround(share * (m_done - 1))));
    }
    return out;
}

QImage FilmstripModel::picture(Side side, int step) const
{
    return m_pictures[side == Side::A ? 0 : 1].value(step);
}

bool FilmstripModel::isCurrent(int step) const
{
    return m_current < 0 ? isNewest(step) : step == m_current;
}

std::vector<std::pair<Side, int>> FilmstripModel::missing() const
{
    std::vector<std::pair<Side, int>> out;
    for (const Side side : kSides) {
        for (const int step : steps()) {
            if (runs(side) && !m_pictures[side == Side::A ? 0 : 1].contains(step))
                out.emplace_back(side, step);
        }
    }
    return out;
}

} // namespace dare
