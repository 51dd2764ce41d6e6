#include "app/cli/ExportTarget.h"

#include "core/runs/RecipeJson.h"
#if DARE_HAS_MEDIA
#include "core/media/BundledFonts.h"
#include "core/media/Comparison.h"
#include "core/media/Exporter.h"
#endif

#include <filesystem>
#include <system_error>

namespace dare::cli
{
namespace
{

namespace fs = std::filesystem;

bool isFolder(const std::string &out)
{
    std::error_code ignored;
    return out.ends_with('/') || fs::is_directory(out, ignored);
}

} // namespace

Result<void> checkExportTarget(const std::string &out)
{
#if DARE_HAS_MEDIA
    if (!isFolder(out) && fs::path(out).extension() != ".mp4")
        return failure(ErrorCode::InvalidArgument,
                       "must be a file that ends in .mp4 or a folder that ends in /, not \"" + out +
                           "\"",
                       "--out");
    std::error_code ignored;
    const fs::path parent = fs::absolute(out, ignored).lexically_normal().parent_path();
    if (!isFolder(out) && !fs::is_directory(parent, ignored))
        return failure(ErrorCode::NotFound, "there is no such folder; make it first",
                       parent.string());
    return {};
#else
    return failure(ErrorCode::Unsupported,
                   "built without media: this program cannot write videos or pictures", out);
#endif
}

Result<void> exportRun(const RunFolder &run, const RunViewQuery &query, const std::string &out,
                       double fps, bool sidecar)
{
    if (Result<void> checked = checkExportTarget(out); !checked)
        return checked;
#if DARE_HAS_MEDIA
    if (Result<void> checked = requireFonts(); !checked)
        return checked;
    const Result<StoredRunView> view = viewOfRun(run, query);
    if (!view)
        return tl::unexpected(view.error());
    ExportOptions options;
    options.fps = fps > 0.0 ? fps : run.manifest().fps;
    options.recipeJson = recipeToJson(run.manifest().recipe);
    options.sidecar = sidecar;
    return isFolder(out) ? exportPngs(out, view->spec, view->contents, options)
                         : exportMp4(out, view->spec, view->contents, options);
#else
    (void)run, (void)query, (void)fps, (void)sidecar;
    return {};
#endif
}

Result<void> exportPlan(const ExportPlan &plan)
{
#if DARE_HAS_MEDIA
    ClipCache cache;
    return exportFile(plan, cache, {}, nullptr);
#else
    return failure(ErrorCode::Unsupported,
                   "built without media: this program cannot write videos or pictures", plan.path);
#endif
}

} // namespace dare::cli
