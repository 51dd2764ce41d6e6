#include "app/gui/RecipeDraft.h"

#include "app/gui/Background.h"
#include "core/runs/RecipeJson.h"
#include "core/tensors/AtomicFile.h"
#include "widgets/recipe/RecipeModel.h"

#include <system_error>
#include <utility>

namespace dare
{

namespace
{

Result<bool> writeDraft(const std::filesystem::path &file, const Recipe &recipe)
{
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    if (error)
        return failure(ErrorCode::Io, error.message(), file.parent_path().string());
    if (auto written = writeFileAtomically(file, recipeToJson(recipe)); !written)
        return tl::unexpected(written.error());
    return true;
}

} // namespace

RecipeDraft::RecipeDraft(RecipeModel &model, std::filesystem::path file, QObject *parent)
    : QObject(parent), m_model(model), m_file(std::move(file))
{
    m_pool.setMaxThreadCount(1);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &RecipeDraft::save);
}

RecipeDraft::~RecipeDraft()
{
    m_pool.waitForDone(); // an older write must not come after the last one
    if (m_quiet.isActive())
        (void)writeDraft(m_file, m_model.recipe()); // the end of the program: nobody to tell
}

std::optional<Recipe> RecipeDraft::read(QString *problem) const
{
    const auto text = readTextFile(m_file);
    if (!text) {
        if (text.error().code != ErrorCode::NotFound)
            *problem = QString::fromStdString(text.error().text());
        return std::nullopt;
    }
    auto recipe = recipeFromJson(*text);
    if (recipe)
        return *std::move(recipe);
    *problem =
        tr("the last recipe was not read: %1").arg(QString::fromStdString(recipe.error().text()));
    return std::nullopt;
}

void RecipeDraft::follow()
{
    connect(&m_model, &RecipeModel::changed, &m_quiet, qOverload<>(&QTimer::start));
}

void RecipeDraft::save()
{
    inBackground(
        m_pool, this,
        [file = m_file, recipe = m_model.recipe()] { return writeDraft(file, recipe); },
        [this](const Result<bool> &written) {
            if (written)
                Q_EMIT saved();
            else
                Q_EMIT notSaved(QString::fromStdString(written.error().text()));
        });
}

} // namespace dare
