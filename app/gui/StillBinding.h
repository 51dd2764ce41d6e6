#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

class MainWindow;
struct ViewModels;

/// Saves the frames of A and B that are on screen, as they are stored, and the view as it is seen:
/// `view-A.png`, `view-B.png` and `view.png`. Each holds the recipe of what it shows; a plain file
/// has none. Also puts the view on the clipboard. @thread GUI; files are written on a worker
class StillBinding : public QObject
{
    Q_OBJECT

public:
    StillBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);

    /// The run on screen outside Compare, and where its pictures belong.
    void setRun(const Recipe &recipe, const QString &folder);
    /// All pictures or, where one cannot be prepared, none. Frames get another name rather than
    /// take the place of a file, unless `path` is there too.
    /// @param path of the view's picture
    void saveTo(const QString &path);

Q_SIGNALS:
    /// @param paths of the frames, then of the view
    void saved(const QStringList &paths);
    void failed();

private:
    struct Still {
        QString path;
        QImage image;
    };
    using Recipes = std::array<std::optional<Recipe>, 2>;
    void choose();
    void copy();
    [[nodiscard]] std::vector<Still> stills(const QString &path) const;
    [[nodiscard]] QImage frameOf(Side side) const;
    /// Of what plays A and B.
    [[nodiscard]] Recipes recipes() const;
    [[nodiscard]] static Result<void> write(const std::vector<Still> &stills);
    void finish(const QStringList &paths, const Result<void> &result);

    ViewModels &m_models;
    MainWindow &m_window;
    QString m_folder;
    Recipe m_recipe; ///< of the run on screen; none where there is no folder
    QThreadPool m_pool;
};

} // namespace dare
