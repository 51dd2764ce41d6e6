#pragma once

#include "app/gui/RecipeDraft.h"
#include "core/models/ModelFolder.h"
#include "widgets/viewer/ZoomMemory.h"

#include <QObject>
#include <QStringList>

#include <optional>

namespace dare
{

class MainWindow;
class RunPresenter;
struct CommandLine;
struct ViewModels;

/// What outlives the program beside runs: the recipe being edited, prompts that were run, models
/// that were opened, how maps are drawn, the
/// zoom of each size of clip. A session that starts fresh reads and keeps none of it.
class SessionBinding : public QObject
{
    Q_OBJECT

public:
    SessionBinding(ViewModels &models, MainWindow &window, RunPresenter &presenter,
                   const CommandLine &options, QObject *parent = nullptr);

    /// Model folder to start with; empty: the embedded model.
    [[nodiscard]] QString firstModel() const { return m_firstModel; }
    /// A model was opened: the first time, the recipe of the last session comes back if it is for
    /// this one.
    void modelOpened(const ModelInfo &info);
    void save() const;

private:
    void readViews();
    void rememberModel(const QString &folder);

    ViewModels &m_models;
    MainWindow &m_window;
    bool m_keeps;
    QString m_firstModel;
    std::optional<Recipe> m_last;
    bool m_opened = false;
    QStringList m_recent;
    RecipeDraft m_draft;
    ZoomMemory m_zooms;
};

} // namespace dare
