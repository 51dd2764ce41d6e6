#include "core/runs/BatchJson.h"

#include "core/runs/RecipeFields.h"

namespace dare
{
namespace
{

const std::vector<BatchKind> kKinds{BatchKind::Run, BatchKind::Resume, BatchKind::Triage,
                                    BatchKind::Sweep};

Json axesAsJson(const std::vector<SweepAxis> &axes)
{
    Json list = Json::array();
    for (const SweepAxis &axis : axes)
        list.push_back({{"option", std::string(spec(axis.option).name)},
                        {"on_a", axis.onA},
                        {"on_b", axis.onB},
                        {"values", axis.values}});
    return list;
}

std::vector<SweepAxis> readAxes(const JsonFields &fields)
{
    std::vector<SweepAxis> axes;
    fields.readList("axes", [&axes](const JsonFields &item) {
        SweepAxis axis;
        item.readWith("option", [&axis](const Json &value) {
            const auto option = value.is_string()
                                    ? optionNamed(value.get_ref<const std::string &>())
                                    : std::nullopt;
            axis.option = option.value_or(axis.option);
            return std::string(option ? "" : "the name of an option");
        });
        item.read("on_a", axis.onA);
        item.read("on_b", axis.onB);
        item.read("values", axis.values);
        axes.push_back(std::move(axis));
    });
    return axes;
}

} // namespace

Json placeAsJson(const BatchPlace &place)
{
    return {{"id", place.id},
            {"kind", std::string(name(place.kind))},
            {"title", place.title},
            {"axes", axesAsJson(place.axes)},
            {"cell", place.cell}};
}

BatchPlace readPlace(const JsonFields &fields)
{
    BatchPlace place;
    fields.read("id", place.id);
    fields.readNamed("kind", place.kind, kKinds);
    fields.read("title", place.title);
    place.axes = readAxes(fields);
    fields.read("cell", place.cell);
    return place;
}

Json batchAsJson(const Batch &batch)
{
    Json jobs = Json::array();
    for (const Job &job : batch.jobs) {
        Json item{{"cell", job.cell}};
        if (job.resume.empty())
            item["recipe"] = recipeAsJson(job.recipe);
        else
            item["resume"] = job.resume;
        jobs.push_back(std::move(item));
    }
    return {{"id", batch.id},
            {"kind", std::string(name(batch.kind))},
            {"title", batch.title},
            {"axes", axesAsJson(batch.axes)},
            {"jobs", std::move(jobs)}};
}

Batch readBatch(const JsonFields &fields)
{
    Batch batch;
    fields.read("id", batch.id);
    fields.readNamed("kind", batch.kind, kKinds);
    fields.read("title", batch.title);
    batch.axes = readAxes(fields);
    fields.readList("jobs", [&batch](const JsonFields &item) {
        Job job;
        item.read("cell", job.cell);
        item.read("resume", job.resume);
        item.readObject("recipe",
                        [&job](const JsonFields &recipe) { readRecipe(recipe, job.recipe); });
        batch.jobs.push_back(std::move(job));
    });
    return batch;
}

} // namespace dare
