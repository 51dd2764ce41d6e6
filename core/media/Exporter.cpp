#include "core/media/Exporter.h"

#include "core/media/BundledFonts.h"
#include "core/media/Compositor.h"

#include <unistd.h>

#include <chrono>
#include <system_error>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

/// A folder of its own that goes with the object.
class ScratchFolder
{
public:
    ScratchFolder()
    {
        std::error_code missing;
        std::string name = (fs::temp_directory_path(missing) / "dare-XXXXXX").string();
        if (!missing && ::mkdtemp(name.data()) != nullptr)
            m_path = name;
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        if (!m_path.empty())
            fs::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;
    [[nodiscard]] const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

double bytesOf(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return static_cast<double>(fs::file_size(path, ignored));
    double bytes = 0.0;
    for (const auto &entry : fs::directory_iterator(path, ignored))
        bytes += static_cast<double>(entry.file_size(ignored));
    return bytes;
}

} // namespace

ExportPreview::ExportPreview(const ExportView &view)
    : m_compositor(std::make_unique<Compositor>(view.spec, view.contents, view.composing))
{
}
ExportPreview::~ExportPreview() = default;
ExportPreview::ExportPreview(ExportPreview &&) noexcept = default;
ExportPreview &ExportPreview::operator=(ExportPreview &&) noexcept = default;

Picture ExportPreview::frame(int index) const
{
    return m_compositor->frame(index);
}

const char *endingOf(ExportCodec codec)
{
    switch (codec) {
    case ExportCodec::Ffv1:
        return ".mkv";
    case ExportCodec::Gif:
        return ".gif";
    case ExportCodec::Png:
        return "/";
    default:
        return ".mp4";
    }
}

ExportOptions exportOptions(const ExportPlan &plan, const ExportView &view)
{
    ExportOptions out;
    out.fps = view.fps;
    out.recipeJson = view.recipeJson;
    out.codec = plan.codec;
    out.crf = plan.crf;
    out.tag = plan.tag;
    out.sidecar = plan.sidecar;
    out.first = view.first;
    out.last = view.last;
    // Pictures hold no tag: their recipe lies beside them or nowhere.
    if (plan.codec == ExportCodec::Png && !plan.sidecar)
        out.recipeJson.clear();
    return out;
}

Result<void> checkExportPath(const ExportPlan &plan)
{
    std::error_code ignored;
    const fs::path path = plan.path;
    const bool folder = fs::is_directory(path, ignored);
    const bool pictures = plan.codec == ExportCodec::Png;
    if (plan.path.empty())
        return failure(ErrorCode::InvalidArgument, "name the file to write", "--out");
    if (!pictures && (folder || path.extension() != endingOf(plan.codec)))
        return failure(ErrorCode::InvalidArgument,
                       std::string("must be a file that ends in ") + endingOf(plan.codec) +
                           ", or a folder that ends in / for pictures, not \"" + plan.path + "\"",
                       "--out");
    for (const std::string &source : {plan.a, plan.b}) {
        if (!source.empty() && fs::equivalent(source, path, ignored))
            return failure(ErrorCode::InvalidArgument,
                           "is a source of this export; write under another name", plan.path);
    }
    const fs::path parent = fs::absolute(path, ignored).lexically_normal().parent_path();
    const fs::path needed = plan.path.ends_with('/') ? parent.parent_path() : parent;
    if (!fs::is_directory(needed, ignored))
        return failure(ErrorCode::NotFound, "there is no such folder; make it first",
                       needed.string());
    return {};
}

Result<void> exportFile(const ExportPlan &plan, ClipCache &cache, const ExportProgress &progress,
                        const std::atomic<bool> *cancel)
{
    if (Result<void> checked = checkPlan(plan); !checked)
        return checked;
    if (Result<void> checked = checkExportPath(plan); !checked)
        return checked;
    if (Result<void> checked = requireFonts(); !checked)
        return checked;
    Result<ExportSources> sources = readSources(plan, cache);
    if (!sources)
        return tl::unexpected(sources.error());
    Result<ExportView> view = exportView(plan, *sources);
    if (!view)
        return tl::unexpected(view.error());
    ExportOptions options = exportOptions(plan, *view);
    options.progress = progress;
    options.cancel = cancel;
    const Compositor compositor(std::move(view->spec), std::move(view->contents),
                                std::move(view->composing));
    return exportComposed(plan.path, compositor, options);
}

Result<ExportPrediction> predictExport(const ExportPlan &plan, const ExportView &view,
                                       const std::atomic<bool> *cancel)
{
    constexpr int kSample = 12;
    if (Result<void> checked = requireFonts(); !checked)
        return tl::unexpected(checked.error());
    const Compositor compositor(view.spec, view.contents, view.composing);
    ExportPrediction out{compositor.width(), compositor.height(), view.last - view.first + 1, 0, 0};
    const ScratchFolder scratch;
    if (scratch.path().empty())
        return out;
    ExportOptions options = exportOptions(plan, view);
    options.cancel = cancel;
    options.last = std::min(view.last, view.first + kSample - 1);
    options.sidecar = false;
    const double share = static_cast<double>(out.frames) / (options.last - options.first + 1);
    const fs::path file = plan.codec == ExportCodec::Png
                              ? scratch.path() / "pictures"
                              : scratch.path() / (std::string("sample") + endingOf(plan.codec));
    const auto begin = std::chrono::steady_clock::now();
    if (Result<void> written = exportComposed(file, compositor, options); !written)
        return tl::unexpected(written.error());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    // The recipe inside is there once, whatever the length.
    const double fixed =
        plan.tag && holdsTag(plan.codec) ? static_cast<double>(view.recipeJson.size()) : 0.0;
    out.bytes = (bytesOf(file) - fixed) * share + fixed;
    out.seconds = took.count() * share;
    return out;
}

} // namespace dare
