#pragma once

#include "core/types/ExportPlan.h"
#include "widgets/compare/RecipeDiff.h"
#include "widgets/viewer/CompareScene.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace dare
{

class ViewModel;

/// One entry of the source boxes.
struct CompareChoice {
    QString id;   ///< what names it: "RUN:a", a video file, a folder of pictures
    QString text; ///< "turtle and rocket · side A · seed 7"
    bool operator==(const CompareChoice &) const = default;
};

/// A source as it was read. Where it could not be, `note` says why and there is no clip.
struct CompareAnswer {
    QString id;
    QString title; ///< for the boxes: "turtle and rocket · DARE · seed 7"
    QString note;
    ViewSource source;
    std::shared_ptr<const Clip> clip;
    std::optional<SourceOrigin> origin; ///< of a run's side, or of a film with a recipe
};

/// What the Compare page shows: the sources, which two are compared, and how. Keeps the view's
/// scene up to date. It reads no files: it asks by sourceWanted(). @thread GUI
class CompareModel : public QObject
{
    Q_OBJECT
    Q_PROPERTY(int mode READ modeIndex WRITE setModeIndex NOTIFY lookChanged)
    Q_PROPERTY(double wipePos READ wipePos WRITE setWipePos NOTIFY lookChanged)
    Q_PROPERTY(double wipeAngle READ wipeAngle WRITE setWipeAngle NOTIFY lookChanged)
    Q_PROPERTY(bool wipeFollow READ wipeFollow WRITE setWipeFollow NOTIFY lookChanged)
    Q_PROPERTY(double overlayMix READ overlayMix WRITE setOverlayMix NOTIFY lookChanged)
    Q_PROPERTY(int diffGain READ diffGain WRITE setDiffGain NOTIFY lookChanged)
    Q_PROPERTY(int diffChannels READ diffChannels WRITE setDiffChannels NOTIFY lookChanged)
    Q_PROPERTY(bool flipped READ flipped WRITE setFlipped NOTIFY lookChanged)
    Q_PROPERTY(QString sourceA READ sourceA WRITE setSourceA NOTIFY sourcesChanged)
    Q_PROPERTY(QString sourceB READ sourceB WRITE setSourceB NOTIFY sourcesChanged)

public:
    explicit CompareModel(ViewModel *view, QObject *parent = nullptr);

    // ---- sources ----
    /// Runs' sides that can be chosen; files that were opened stay in the list.
    void setChoices(const std::vector<CompareChoice> &choices);
    [[nodiscard]] std::vector<CompareChoice> choices() const;
    /// Sets A or B where none was chosen yet, or where they still are what this set last.
    void setDefaults(const QString &a, const QString &b);
    [[nodiscard]] QString sourceA() const { return idAt(m_scene.a); }
    [[nodiscard]] QString sourceB() const { return idAt(m_scene.b); }
    void setSourceA(const QString &id);
    void setSourceB(const QString &id);
    /// One more source, which becomes B. Nothing where nine are there.
    void addSource(const QString &id);
    /// Takes the source that plays B away, where there are more than two.
    void removeSource();
    [[nodiscard]] int sourceCount() const { return static_cast<int>(m_ids.size()); }
    /// The next or previous source but A becomes B.
    void cycleB(int by);
    void swap();
    void answer(const CompareAnswer &answer);
    /// What is known of a source; null where it has not been read.
    [[nodiscard]] const CompareAnswer *known(const QString &id) const;
    [[nodiscard]] const CompareAnswer *a() const { return known(sourceA()); }
    [[nodiscard]] const CompareAnswer *b() const { return known(sourceB()); }
    [[nodiscard]] const CompareScene &scene() const { return m_scene; }

    // ---- looks ----
    [[nodiscard]] CompareMode mode() const { return m_scene.look.mode; }
    void setMode(CompareMode mode);
    [[nodiscard]] double wipePos() const { return static_cast<double>(m_scene.look.wipePos); }
    void setWipePos(double share);
    [[nodiscard]] double wipeAngle() const { return static_cast<double>(m_scene.look.wipeAngle); }
    void setWipeAngle(double degrees);
    /// The wipe's line goes where the pointer is.
    [[nodiscard]] bool wipeFollow() const { return m_wipeFollow; }
    void setWipeFollow(bool follow);
    [[nodiscard]] double overlayMix() const { return static_cast<double>(m_scene.look.mix); }
    void setOverlayMix(double share);
    [[nodiscard]] int diffGain() const { return qRound(m_scene.look.gain); }
    void setDiffGain(int gain);
    [[nodiscard]] int diffChannels() const { return static_cast<int>(m_scene.look.channels); }
    void setDiffChannels(int channels);
    [[nodiscard]] bool flipped() const { return m_scene.look.flipped; }
    void setFlipped(bool flipped);
    /// - and =: the share of B in an overlay, else the gain, down or up.
    void stepStrength(int by);

Q_SIGNALS:
    void lookChanged();
    void sourcesChanged(); ///< which sources there are, or what is known of one
    void choicesChanged();
    void pairChanged(); ///< A, B or their pixels are others
    void sourceWanted(const QString &id);

private:
    [[nodiscard]] int modeIndex() const { return static_cast<int>(mode()); }
    void setModeIndex(int mode) { setMode(static_cast<CompareMode>(mode)); }
    [[nodiscard]] QString idAt(int index) const;
    void setSource(int index, const QString &id);
    void want(const QString &id);
    void refresh(bool pair);
    template <typename Value> void setLook(Value &value, Value wanted);

    ViewModel *m_view;
    CompareScene m_scene;
    QStringList m_ids; ///< parallel to the scene's sources
    std::vector<CompareChoice> m_choices;
    std::vector<CompareChoice> m_files; ///< opened by hand
    std::vector<CompareAnswer> m_known;
    QString m_defaultA;
    QString m_defaultB;
    bool m_wipeFollow = true;
};

} // namespace dare
