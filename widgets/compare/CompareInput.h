#pragma once

#include <QObject>
#include <QPointF>

class QKeyEvent;
class QMouseEvent;
class QWidget;

namespace dare
{

class CompareModel;
class MetricsModel;
class PixelProbe;
class ViewModel;
class ViewerWidget;

/// Keys and pointer of comparing, as a filter on the window and the viewer. Keys that hide, zoom
/// and enlarge act in every workspace, the others in Compare alone; none while text is typed.
class CompareInput : public QObject
{
    Q_OBJECT

public:
    struct Parts {
        CompareModel *model;
        MetricsModel *metrics;
        ViewModel *view;
        ViewerWidget *viewer;
        PixelProbe *probe;
    };
    CompareInput(const Parts &parts, QWidget *window);

    /// Zoom as a multiple of fit; 0: fit; negative: 1:1 pixels.
    void zoom(double ofFit);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool comparing() const;
    [[nodiscard]] bool typing() const;
    bool onKey(const QKeyEvent &event);
    bool onAnyKey(int key);
    bool onCompareKey(int key);
    bool onViewerEvent(QEvent *event);
    bool onPointer(const QMouseEvent &event);
    bool grabsLine(QPointF position) const;
    void moveLine(QPointF position);
    void showProbe();

    Parts m_parts;
    QPointF m_pointer;
    bool m_inside = false;
    bool m_dragsLine = false;
};

} // namespace dare
