#include "core/runs/RunPreview.h"

#include "core/models/ModelFolder.h"
#include "core/models/PixelCodec.h"
#include "core/models/Weights.h"
#include "core/runs/OutsideFailure.h"

#include <ATen/ATen.h>

namespace dare
{
namespace
{

Result<Clip> decodeTensor(const RunFolder &run, Side side, int step, const char *name)
{
    return guarded<Clip>([&]() -> Result<Clip> {
        const RunManifest &manifest = run.manifest();
        const std::filesystem::path file = run.stepFile(side, step);
        auto opened = SafeTensorsFile::open(file);
        if (!opened)
            return tl::unexpected(opened.error());
        const TensorView *view = opened->find(name);
        if (view == nullptr)
            return failure(ErrorCode::InvalidInput, std::string("has no tensor \"") + name + "\"",
                           file.string());
        const ClipSize &size = manifest.recipe.size;
        const bool pixels = view->shape.size() == 5 && view->shape[1] == 3 &&
                            view->shape[2] == size.frames && view->shape[3] == size.height &&
                            view->shape[4] == size.width;
        if (!pixels)
            return failure(ErrorCode::Unsupported,
                           "this model decodes through a VAE, which this build does not have yet; "
                           "the latents are kept",
                           run.path().string());
        return decodePixels(tensorOf(*view), manifest.fps);
    });
}

} // namespace

Result<Clip> readPreview(const RunFolder &run, Side side, int step)
{
    return decodeTensor(run, side, step, "x0");
}

Result<Clip> decodeLatents(const RunFolder &run, Side side)
{
    const RunManifest &manifest = run.manifest();
    const int done = manifest.side(side).stepsDone;
    if (done == 0)
        return failure(ErrorCode::NotFound,
                       "no step of this side is finished; resume the run first",
                       run.path().string());
    return decodeTensor(run, side, done - 1, done == manifest.recipe.steps ? "latents" : "x0");
}

} // namespace dare
