#pragma once

#include <QObject>

class QDockWidget;
class QLabel;
class QPlainTextEdit;

namespace dare
{

class CompareInput;
class ComparePanel;
class MainWindow;
class ModesPanel;
class SourceBar;
class TabbedDock;
class ViewerWidget;
struct ViewModels;

/// The widgets of the Compare page around the one viewer: `dockModes` left, `dockCompare` right,
/// `dockMetrics` below, the source bar above. The window places the bar and says when they show.
class ComparePage : public QObject
{
    Q_OBJECT

public:
    ComparePage(ViewModels &models, MainWindow &window, ViewerWidget *viewer, QPlainTextEdit *log);

    /// The toolbar above the viewer. Owned by whoever places it.
    [[nodiscard]] SourceBar *bar() const { return m_bar; }
    void setShown(bool shown);
    void setCompact(bool compact);
    /// Widths of the docks, after they were shown.
    void fit();

private:
    void buildBottom(QPlainTextEdit *log);
    void drop(int side, const QString &path);
    void refreshCaption();

    ViewModels &m_models;
    MainWindow &m_window;
    SourceBar *m_bar;
    ModesPanel *m_modes;
    ComparePanel *m_panel;
    CompareInput *m_input;
    TabbedDock *m_tabs;
    QLabel *m_worst;
    QLabel *m_honesty;
    QDockWidget *m_dockModes;
    QDockWidget *m_dockCompare;
    QDockWidget *m_dockMetrics;
    bool m_compact = false;
};

} // namespace dare
