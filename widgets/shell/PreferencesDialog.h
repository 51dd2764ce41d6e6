#pragma once

#include "widgets/shell/Preferences.h"

#include <QDialog>

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace dare
{

/// Object name `preferencesDialog`. Nothing changes before OK.
class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    /// @param caches folders that may be emptied at any time, shown for information
    PreferencesDialog(const Preferences &preferences, const QString &defaultRuns,
                      const QStringList &caches, QWidget *parent);

    [[nodiscard]] Preferences preferences() const;

Q_SIGNALS:
    void chosen(const dare::Preferences &preferences);

private:
    void addRuns(QFormLayout *form, const Preferences &preferences, const QString &defaultRuns);
    void addNeglect(QFormLayout *form, const Preferences &preferences);
    void addSampling(QFormLayout *form, const Preferences &preferences);
    void addCaches(QFormLayout *form, const QStringList &caches);

    QLineEdit *m_runs = nullptr;
    QDoubleSpinBox *m_budget = nullptr;
    QCheckBox *m_keepMaps = nullptr;
    QDoubleSpinBox *m_share = nullptr;
    QSpinBox *m_steps = nullptr;
    QSpinBox *m_threads = nullptr;
};

} // namespace dare
