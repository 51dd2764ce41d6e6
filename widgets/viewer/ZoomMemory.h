#pragma once

#include <QObject>
#include <QSize>
#include <QStringList>

#include <map>
#include <utility>

namespace dare
{

class ViewModel;

/// Keeps one zoom for each size of clip: what was chosen for small clips comes back with small
/// clips and does not touch large ones. Sizes that nobody zoomed are fitted. @thread GUI
class ZoomMemory : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostSizes = 32; ///< more are forgotten, smallest clips first

    explicit ZoomMemory(ViewModel &view, QObject *parent = nullptr);

    /// "96x96=4.5", one line a size; fitted ones are left out.
    [[nodiscard]] QStringList lines() const;
    /// Takes what lines() gave; what cannot be read is left out.
    void setLines(const QStringList &lines);

private:
    void followClip();
    void keep();

    ViewModel &m_view;
    QSize m_size; ///< of the clip on screen; the last one while there is none
    std::map<std::pair<int, int>, double> m_zooms; ///< by width and height
};

} // namespace dare
