#pragma once

#include "core/types/Region.h"

#include <QObject>

#include <optional>

namespace dare
{

/// The region that is asked about: a box on one or several key frames, the same on every pane.
/// A gesture (one drag, one burst of arrow keys) is one entry of undo. @thread GUI
class RegionModel : public QObject
{
    Q_OBJECT
    Q_PROPERTY(bool toolOn READ toolOn WRITE setToolOn NOTIFY toolChanged)
    Q_PROPERTY(bool follow READ follow WRITE setFollow NOTIFY changed)
    Q_PROPERTY(bool empty READ empty NOTIFY changed)

public:
    using QObject::QObject;

    [[nodiscard]] const RegionTrack &track() const { return m_track; }
    /// Replaces the boxes, as undo does: leaves no entry of its own.
    void setTrack(const RegionTrack &track);
    [[nodiscard]] bool empty() const { return m_track.empty(); }
    [[nodiscard]] bool follow() const { return m_track.follow; }
    /// On: a box becomes a key of its frame. Off: the box of the frame that is seen stays alone.
    void setFollow(bool follow, int frame = 0);
    [[nodiscard]] bool toolOn() const { return m_toolOn; }
    void setToolOn(bool on);

    /// Puts the box of a frame, as part of the gesture at hand.
    void setBox(int frame, const RegionBox &box);
    /// Moves the box of a frame. @param dx, dy shares of the picture
    void move(int frame, double dx, double dy);
    /// Between these two all edits are one entry of undo.
    void beginGesture();
    void endGesture();
    [[nodiscard]] bool inGesture() const { return m_before.has_value(); }
    void clear();

Q_SIGNALS:
    void changed(); ///< while dragging, too
    void settled(); ///< the gesture is over: the whole clip may be computed
    void toolChanged();
    void edited(const dare::RegionTrack &before, const dare::RegionTrack &after);

private:
    void apply(const RegionTrack &track);

    RegionTrack m_track;
    std::optional<RegionTrack> m_before;
    bool m_toolOn = false;
};

} // namespace dare
