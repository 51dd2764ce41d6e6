#pragma once

#include "core/types/Neglect.h"
#include "core/types/ViewSpec.h"
#include "widgets/viewer/CompareScene.h"
#include "widgets/viewer/PaneProbe.h"
#include "widgets/viewer/PaneSet.h"
#include "widgets/viewer/PlayRange.h"

#include <QObject>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace dare
{

class RegionModel;

/// What a run is, as far as its views care. Given once when a run starts or is opened.
struct RunView {
    int steps = 0;
    std::vector<double> sigmas; ///< [N+1], may be empty
    std::array<ViewSource, 2>
        sources; ///< by index(Side): preset and differing values for the labels
    std::array<bool, 2> sides{true, true};
    int layers = 0; ///< blocks that maps can be asked for
    int heads = 0;  ///< 0 or 1: only the mean was kept
    QString prompt;
    bool running = false;
};

/// The maps that should be on screen now. -1 is the mean over what is stored.
struct MapRequest {
    QStringList words;
    int step = -1;
    int layer = -1;
    int head = -1;
    bool operator==(const MapRequest &) const = default;
};

/// Everything the viewer, the transport and the Inspect page show and change: the ViewSpec, the
/// pixels of its panes, playback, and what the running sampler has reached.
/// It never reads files: it says what it wants by mapsWanted() and previewWanted(), and keeps the
/// old picture until the answer comes. @thread GUI
class ViewModel : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString selectedWord READ selectedWord WRITE selectWord NOTIFY selectionChanged)
    Q_PROPERTY(bool mapOn READ mapOn WRITE setMapOn NOTIFY selectionChanged)
    Q_PROPERTY(int frame READ frame WRITE setFrame NOTIFY frameChanged)
    Q_PROPERTY(int frameCount READ frameCount NOTIFY frameChanged)
    Q_PROPERTY(int step READ step WRITE setStep NOTIFY stepChanged)
    Q_PROPERTY(int stepCount READ stepCount NOTIFY stepChanged)
    Q_PROPERTY(int stepsDone READ stepsDone NOTIFY stepChanged)
    Q_PROPERTY(int layer READ layer WRITE setLayer NOTIFY lookChanged)
    Q_PROPERTY(int layerCount READ layerCount NOTIFY lookChanged)
    Q_PROPERTY(int head READ head WRITE setHead NOTIFY lookChanged)
    Q_PROPERTY(int headCount READ headCount NOTIFY lookChanged)
    Q_PROPERTY(bool playing READ playing WRITE setPlaying NOTIFY playbackChanged)
    Q_PROPERTY(bool looping READ looping WRITE setLooping NOTIFY playbackChanged)
    Q_PROPERTY(bool pingPong READ pingPong WRITE setPingPong NOTIFY playbackChanged)
    Q_PROPERTY(int inFrame READ inFrame NOTIFY playbackChanged)
    Q_PROPERTY(int outFrame READ outFrame NOTIFY playbackChanged)
    Q_PROPERTY(double fps READ fps NOTIFY playbackChanged)
    Q_PROPERTY(double speed READ speed WRITE setSpeed NOTIFY playbackChanged)
    Q_PROPERTY(double zoom READ zoom NOTIFY zoomChanged)
    Q_PROPERTY(bool nearest READ nearest WRITE setNearest NOTIFY zoomChanged)
    Q_PROPERTY(double opacity READ opacity WRITE setOpacity NOTIFY mapLookChanged)
    Q_PROPERTY(double scaleMin READ scaleMin NOTIFY scaleChanged)
    Q_PROPERTY(double scaleMax READ scaleMax NOTIFY scaleChanged)
    Q_PROPERTY(double diffMax READ diffMax NOTIFY scaleChanged)
    Q_PROPERTY(bool linked READ linked WRITE setLinked NOTIFY playbackChanged)
    Q_PROPERTY(bool swapped READ swapped WRITE setSwapped NOTIFY specChanged)

public:
    explicit ViewModel(QObject *parent = nullptr);

    /// The only input of viewer and exporter, with one content per pane.
    [[nodiscard]] const ViewSpec &spec() const { return m_spec; }
    [[nodiscard]] const std::vector<PaneContent> &contents() const { return m_contents; }
    [[nodiscard]] Workspace workspace() const { return m_workspace; }
    void setWorkspace(Workspace workspace);

    // ---- what the bindings bring ----
    /// A run starts or is opened: clips and maps of the run before are dropped.
    void setRun(const RunView &run);
    [[nodiscard]] const RunView &run() const { return m_run; }
    /// Labels of the sides, without dropping pixels.
    void setSources(const std::array<ViewSource, 2> &sources);
    /// Steps done on a side while it runs.
    void setProgress(Side side, int stepsDone);
    /// The sampler stopped, for whatever reason.
    void setRunning(bool running);
    /// x0 prediction of the newest step.
    void setPreview(Side side, int step, std::shared_ptr<const Clip> clip);
    /// The answer to previewWanted(); ignored when another step was chosen since.
    void setStepPreview(Side side, int step, std::shared_ptr<const Clip> clip);
    /// A live preview takes the place of both pictures, without maps, until the user looks at a
    /// step or frame of the run again, or another run is shown. @param sources its labels
    void setLivePreview(const std::array<std::shared_ptr<const Clip>, 2> &clips, int steps,
                        const std::array<ViewSource, 2> &sources);
    /// Back to the run's own pictures.
    void endLivePreview();
    /// Steps of the live preview on screen; 0: none.
    [[nodiscard]] int livePreviewSteps() const { return m_liveSteps; }
    /// Words of the run that became neglected, for the badges on the pictures and the step lane.
    void setNeglected(Side side, const std::vector<NeglectMark> &marks);
    [[nodiscard]] const std::vector<NeglectMark> &neglected(Side side) const
    {
        return m_neglected[index(side)];
    }
    /// The finished clip of a side.
    void setClip(Side side, std::shared_ptr<const Clip> clip);
    /// The answer to mapsWanted(). Ranges are taken anew over all of its maps and frames.
    void setMaps(const MapSet &maps);
    /// Why there is no map ("Not captured at this step"); drops the maps shown. Empty: none.
    void setMapNote(const QString &note);
    [[nodiscard]] QString mapNote() const { return m_mapNote; }
    /// Labels that the Token axis steps through, in reading order.
    void setWords(const QStringList &labels);
    [[nodiscard]] QStringList words() const { return m_words; }
    [[nodiscard]] const MapSet &maps() const { return m_sources.maps; }

    // ---- compare ----
    /// The sources of the Compare page and how they are compared. Nothing else of the view changes.
    void setCompareScene(const CompareScene &scene);
    [[nodiscard]] const CompareScene &compareScene() const { return m_scene; }
    /// Hides a side: the other has the room. Both hidden is as none.
    [[nodiscard]] bool hidden(Side side) const { return m_hidden[index(side)]; }
    void setHidden(Side side, bool hidden);
    /// Where the magnifier stands, in widget pixels of the viewer.
    [[nodiscard]] std::optional<QPointF> magnifier() const { return m_magnifier; }
    void setMagnifier(std::optional<QPointF> at);

    // ---- selection ----
    [[nodiscard]] QString selectedWord() const;
    [[nodiscard]] QStringList selectedWords() const { return m_selected; }
    /// Selects one word, and switches the map on; an empty label selects none.
    void selectWord(const QString &label);
    void setSelectedWords(const QStringList &labels);
    /// Click on a chip: selects the word, or none where it was the only one.
    /// @param add Ctrl was held: adds or removes it
    void toggleWord(const QString &label, bool add = false);
    [[nodiscard]] bool mapOn() const { return m_mapOn; }
    void setMapOn(bool on);
    /// Whether a map is on screen.
    [[nodiscard]] bool mapShown() const;
    [[nodiscard]] MapRequest mapRequest() const;
    /// Emits mapsWanted() once more: new maps lie on disk.
    void askAgain();

    // ---- where ----
    [[nodiscard]] int frame() const { return m_spec.frame; }
    /// Unlinked, B alone goes there and A stays.
    void setFrame(int frame);
    /// The frame that a side shows: frame(), or where A was left.
    [[nodiscard]] int frame(Side side) const;
    [[nodiscard]] int frameCount() const;
    /// -1: the final frames (the newest preview while running), and maps averaged over steps.
    [[nodiscard]] int step() const { return m_spec.step; }
    void setStep(int step);
    [[nodiscard]] int stepCount() const { return m_run.steps; }
    [[nodiscard]] int stepsDone() const;
    [[nodiscard]] int stepsDone(Side side) const { return m_done[index(side)]; }
    /// The step whose x0 preview a side shows; -1 where it shows finished frames or nothing.
    [[nodiscard]] int previewStep(Side side) const { return m_shownStep[index(side)]; }
    [[nodiscard]] int layer() const { return m_spec.layer; }
    void setLayer(int layer);
    [[nodiscard]] int layerCount() const { return m_run.layers; }
    [[nodiscard]] int head() const { return m_spec.head; }
    void setHead(int head);
    [[nodiscard]] int headCount() const { return m_run.heads; }

    // ---- playback: one integer index for both sides, and a whole shift between them ----
    /// Whether both sides show one index. Linking again brings A to B's.
    [[nodiscard]] bool linked() const { return m_linked || !canUnlink(); }
    void setLinked(bool on);
    /// Two sides of a run can be unlinked; Compare pairs equal indices.
    [[nodiscard]] bool canUnlink() const;
    [[nodiscard]] ScrubAxis axis() const { return m_axis; }
    void setAxis(ScrubAxis axis);
    /// Positions on the active axis, and where it stands (0-based; 0 while on the mean).
    [[nodiscard]] int axisCount() const;
    [[nodiscard]] int axisIndex() const;
    void seek(int index);
    /// Moves on the active axis, clamped to its ends.
    void stepBy(int count);
    /// One tick of playback: wraps when looping, else stops at the end. Keeps the shift.
    void advance(int count);
    [[nodiscard]] bool playing() const { return m_playing; }
    void setPlaying(bool playing);
    [[nodiscard]] bool looping() const { return m_looping; }
    void setLooping(bool looping);
    /// Playback goes there and back; loops as well.
    [[nodiscard]] bool pingPong() const { return m_range.pingPong; }
    void setPingPong(bool on);
    /// First and last frame that play; -1: the clip's own.
    [[nodiscard]] int inFrame() const { return m_range.in; }
    [[nodiscard]] int outFrame() const { return m_range.out; }
    void setRange(int in, int out);
    [[nodiscard]] double fps() const;
    [[nodiscard]] double speed() const { return m_speed; }
    void setSpeed(double speed);
    [[nodiscard]] bool swapped() const { return m_swapped; }
    /// Exchanges the places of A and B; letters stay with their side.
    void setSwapped(bool swapped);

    // ---- looks ----
    /// @param zoom device pixels per clip pixel in the first pane; 0: fit
    [[nodiscard]] double zoom() const { return m_spec.zoom; }
    void setView(double zoom, double panX, double panY);
    [[nodiscard]] bool nearest() const { return m_spec.nearest; }
    void setNearest(bool nearest);
    [[nodiscard]] bool labels() const { return m_spec.labels; }
    [[nodiscard]] double opacity() const { return static_cast<double>(m_spec.opacity); }
    void setOpacity(double opacity);
    void setStyle(MapStyle style);
    void setColorMap(ColorMapName colorMap);
    void setScaleMode(ScaleMode mode);
    /// A range chosen by hand. It holds until autoScale().
    void setManualScale(double scaleMin, double scaleMax);
    /// Takes the ranges from the maps on screen, and anew whenever something other than a scrub
    /// changes them: while scrubbing frames, steps, layers, heads or words nothing is rescaled.
    void autoScale();
    [[nodiscard]] bool scaledByHand() const { return m_manualScale.has_value(); }
    /// The range that a pane's colours span: mass panes share one, unless each map has its own.
    [[nodiscard]] std::pair<double, double> paneScale(std::size_t pane) const;
    [[nodiscard]] double scaleMin() const { return static_cast<double>(m_spec.scaleMin); }
    [[nodiscard]] double scaleMax() const { return static_cast<double>(m_spec.scaleMax); }
    [[nodiscard]] double diffMax() const { return static_cast<double>(m_spec.diffMax); }
    [[nodiscard]] DiffOf diffOf() const { return m_diffOf; }
    void setDiffOf(DiffOf diff);
    void setLabels(bool on);

    /// The region that is asked about. Lives as long as this model.
    [[nodiscard]] RegionModel *region() const { return m_region; }
    /// What lies under the pointer; nothing where it is off the panes.
    void setProbe(const std::optional<PaneProbe> &probe);
    [[nodiscard]] const std::optional<PaneProbe> &probe() const { return m_probe; }

Q_SIGNALS:
    void specChanged();    ///< anything in spec(): the viewer paints once
    void contentChanged(); ///< pixels of a pane
    void selectionChanged();
    void frameChanged();
    void stepChanged();
    void lookChanged(); ///< layer, head or how many there are
    void playbackChanged();
    void zoomChanged();
    void mapLookChanged(); ///< style, colour map, opacity, scale mode, difference
    void scaleChanged();
    void probeChanged();
    void runChanged(); ///< run, progress, running
    void workspaceChanged();
    void mapsWanted(const dare::MapRequest &request);
    void previewWanted(int step);
    void sourceSwapWanted();                 ///< exchange the sources of Compare
    void inspectWanted(const QString &word); ///< open Inspect on a word
    void stillWanted();                      ///< save a picture of what is seen

private:
    void rebuildPanes();
    void go(int index, bool together);
    void showFrame(int frame);
    void applyShift();
    void rebuildContents();
    [[nodiscard]] std::vector<ViewPane> visiblePanes(std::vector<ViewPane> panes) const;
    /// What the automatic ranges were taken for.
    struct ScalePlace {
        QStringList words;
        ScaleMode mode = ScaleMode::SharedAbsolute;
        int step = -1;
        int layer = -1;
        int head = -1;
        bool operator==(const ScalePlace &) const = default;
    };
    void rescale();
    [[nodiscard]] bool isScrub(const ScalePlace &to) const;
    void labelPanes();
    void requestMaps();
    void leaveLivePreview();
    void showClip(Side side, int step, std::shared_ptr<const Clip> clip);
    void refreshClips();

    ViewSpec m_spec;
    std::vector<PaneContent> m_contents;
    PaneSources m_sources;
    CompareScene m_scene;
    std::array<bool, 2> m_hidden{false, false};
    std::optional<QPointF> m_magnifier;
    std::array<std::shared_ptr<const Clip>, 2> m_final;
    std::array<std::shared_ptr<const Clip>, 2> m_newest;
    std::array<int, 2> m_newestStep{-1, -1};
    std::array<int, 2> m_shownStep{-1, -1};
    std::array<int, 2> m_done{0, 0};
    RunView m_run;
    QStringList m_words;
    QStringList m_selected;
    QString m_mapNote;
    int m_liveSteps = 0;
    std::array<std::vector<NeglectMark>, 2> m_neglected;
    MapRequest m_requested;
    Workspace m_workspace = Workspace::Explore;
    ScrubAxis m_axis = ScrubAxis::Frame;
    DiffOf m_diffOf = DiffOf::B;
    double m_speed = 1.0;
    PlayRange m_range;
    std::optional<std::pair<float, float>> m_manualScale;
    std::optional<ScalePlace> m_scalePlace; ///< of the ranges in use
    std::optional<PaneProbe> m_probe;
    RegionModel *m_region;
    bool m_mapOn = true;
    bool m_playing = false;
    bool m_looping = true;
    bool m_swapped = false;
    bool m_linked = true;
    int m_shift = 0; ///< frames that A is ahead of frame()
};

} // namespace dare
