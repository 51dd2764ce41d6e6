#include "app/gui/Thumbnails.h"

#include "app/gui/RunViews.h"
#include "core/media/Video.h"
#include "core/runs/Engine.h"
#include "core/runs/RunFolder.h"

#include <QSaveFile>

#include <system_error>

namespace dare
{

namespace
{

namespace fs = std::filesystem;

fs::path fileOf(const fs::path &run, Side side)
{
    return run / std::string(1, letter(side)) / "thumb.png";
}

/// Whether the picture is there and not older than the clip.
bool isFresh(const fs::path &picture, const fs::path &clip)
{
    std::error_code missing;
    const auto made = fs::last_write_time(picture, missing);
    if (missing)
        return false;
    const auto decoded = fs::last_write_time(clip, missing);
    return missing || made >= decoded;
}

void save(const fs::path &file, const QImage &image)
{
    QSaveFile out(QString::fromStdString(file.string()));
    if (out.open(QIODevice::WriteOnly) && image.save(&out, "PNG"))
        out.commit();
}

QImage made(const RunFolder &run, Side side, Engine &engine)
{
    const auto clip =
        fs::exists(run.framesFile(side))
            ? readVideo(run.framesFile(side))
            : engine.preview(run.path(), side, run.manifest().side(side).stepsDone - 1);
    return clip ? thumbnailOf(*clip) : QImage();
}

} // namespace

Result<RunThumbnails> readThumbnails(const fs::path &path, Engine &engine)
{
    const auto run = RunFolder::open(path);
    if (!run)
        return tl::unexpected(run.error());
    RunThumbnails out;
    for (const Side side : kSides) {
        if (!run->manifest().recipe.runs(side))
            continue;
        QImage &image = out[side == Side::A ? 0 : 1];
        const fs::path file = fileOf(path, side);
        if (isFresh(file, run->framesFile(side)))
            image = QImage(QString::fromStdString(file.string()));
        if (!image.isNull() || run->manifest().side(side).stepsDone == 0)
            continue;
        image = made(*run, side, engine);
        if (!image.isNull() && run->manifest().status != RunStatus::Running)
            save(file, image);
    }
    return out;
}

void keepThumbnails(const fs::path &run, const RunThumbnails &images)
{
    for (const Side side : kSides) {
        const QImage &image = images[side == Side::A ? 0 : 1];
        std::error_code none;
        if (!image.isNull() && fs::is_directory(fileOf(run, side).parent_path(), none))
            save(fileOf(run, side), image);
    }
}

} // namespace dare
