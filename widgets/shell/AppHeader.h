#pragma once

#include "core/types/Recipe.h"

#include <QStringList>
#include <QWidget>

class QMenuBar;
class QTabBar;
class QToolButton;

namespace dare
{

class PillButton;

/// Logo, menuBar, workspaceTabs (centred), exportButton,
/// modelButton and deviceButton. 40 px high.
/// Object name `appHeader`.
class AppHeader : public QWidget
{
    Q_OBJECT

public:
    enum Workspace { Explore, Inspect, Compare };

    explicit AppHeader(QWidget *parent = nullptr);

    [[nodiscard]] QMenuBar *menuBar() const { return m_menuBar; }
    [[nodiscard]] QTabBar *tabs() const { return m_tabs; }
    /// @param variants of the model, listed in the menu for information; may be empty
    void setModel(const QString &name, const QString &size, const QStringList &facts);
    /// Folders of models that were opened, the last one first.
    void setRecentModels(const QStringList &folders);
    void setDevice(const QString &device, MemoryMode memory);
    /// What this process uses of the machine's memory, in bytes.
    void setMemory(double used, double total);
    /// What the device button says: "CPU · 8 threads".
    void setDeviceText(const QString &text);
    void setExportEnabled(bool enabled);
    /// Another model is being read: bytes so far and in all, and a button that gives it up.
    void showLoading(quint64 read, quint64 total);
    /// Back to the model in use.
    void showLoaded();
    /// @param narrow below 1140 px: the device button keeps its icon alone
    void setCompact(bool compact, bool narrow);

Q_SIGNALS:
    void exportRequested();
    void openModelRequested();
    void embeddedModelRequested();
    void recentModelRequested(const QString &folder);
    void cancelLoadingRequested();
    void deviceChosen(const QString &device);
    void memoryModeChosen(dare::MemoryMode mode);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildButtons();
    void buildModelMenu();
    void buildDeviceMenu();
    void placeTabs();

    QWidget *m_left = nullptr;
    QWidget *m_spacer = nullptr;
    QMenuBar *m_menuBar = nullptr;
    QTabBar *m_tabs = nullptr;
    QToolButton *m_export = nullptr;
    PillButton *m_model = nullptr;
    QToolButton *m_cancelLoading = nullptr;
    QString m_modelSize;
    QStringList m_modelFacts;
    QStringList m_recentModels;
    PillButton *m_deviceButton = nullptr;
    QString m_device;
    MemoryMode m_memory = MemoryMode::Auto;
};

} // namespace dare
