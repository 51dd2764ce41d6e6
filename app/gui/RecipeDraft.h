#pragma once

#include "core/types/Recipe.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>
#include <optional>

namespace dare
{

class RecipeModel;

/// Keeps the recipe being edited on disk, 500 ms after the last edit, so that neither a crash nor a
/// restart loses it. The file is replaced whole. @thread GUI; written on a worker
class RecipeDraft : public QObject
{
    Q_OBJECT

public:
    static constexpr int kQuietMs = 500;

    RecipeDraft(RecipeModel &model, std::filesystem::path file, QObject *parent = nullptr);
    ~RecipeDraft() override;

    /// What an earlier session left; nothing where there is none or it cannot be read.
    /// @param problem filled where it is there and cannot be read
    [[nodiscard]] std::optional<Recipe> read(QString *problem) const;
    /// From now on edits are kept.
    void follow();

Q_SIGNALS:
    void saved();
    void notSaved(const QString &why);

private:
    void save();

    RecipeModel &m_model;
    std::filesystem::path m_file;
    QTimer m_quiet;
    QThreadPool m_pool;
};

} // namespace dare
