#pragma once

#include "widgets/shell/Preferences.h"

#include <QObject>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Preferences in the settings, the dialog that changes them, and what they mean for recipes.
/// @thread GUI
class PreferencesBinding : public QObject
{
    Q_OBJECT

public:
    PreferencesBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);

    /// What is set now.
    [[nodiscard]] static Preferences read();
    static void write(const Preferences &preferences);
    /// The program's own folder for runs.
    [[nodiscard]] static QString defaultRunsFolder();

    /// A model was opened and its default recipe is the one being edited.
    void applyToRecipe();

Q_SIGNALS:
    void changed(const dare::Preferences &preferences);

private:
    void show();
    void take(const Preferences &preferences);

    ViewModels &m_models;
    MainWindow &m_window;
};

} // namespace dare
