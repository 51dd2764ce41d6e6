#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;

namespace dare
{

class InspectModel;

/// What of the maps is on disk (captureInfo, captureSize), and captureMore: a menu of what could be
/// computed from the stored latents, each with its MB and seconds. While something is captured,
/// captureProgress says how far it is, and captureMore cancels. Object name `captureMorePanel`.
class CaptureMorePanel : public QWidget
{
    Q_OBJECT

public:
    explicit CaptureMorePanel(InspectModel *inspect, QWidget *parent = nullptr);

    /// While a run is going on its folder is not read again and again.
    void setInfo(const QString &size, const QString &what);
    [[nodiscard]] QPushButton *button() const { return m_more; }
    /// Opens the menu below the button: an uncaptured cell was clicked.
    void offer();

private:
    void refresh();
    void refreshButton();
    void press();
    void fillMenu();

    InspectModel *m_inspect;
    QLabel *m_size;
    QLabel *m_what;
    QLabel *m_progress;
    QPushButton *m_more;
    QMenu *m_menu;
};

} // namespace dare
