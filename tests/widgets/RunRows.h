#pragma once

#include "widgets/runs/RunsModel.h"

#include <QDate>

#include <vector>

namespace dare
{

inline const QDate kToday(2026, 11, 24);

inline RunRow runOn(const QDate &day, const QString &path, const QString &title)
{
    RunRow row;
    row.path = path;
    row.title = title;
    row.prompt = "a " + title;
    row.settings = "seed 7 · w 3.0 · λ 0.50";
    row.created = QDateTime(day, QTime(12, 0));
    row.steps = 16;
    row.stepsDone = 16;
    row.neglectedA = 1;
    row.neglectedB = 0;
    return row;
}

inline std::vector<RunRow> threeRuns()
{
    return {runOn(kToday, "/r/turtle", "turtle rocket"),
            runOn(kToday.addDays(-1), "/r/fox", "fox umbrella"),
            runOn(QDate(2026, 9, 3), "/r/owl", "owl scooter")};
}

inline QString groupName(const RunsModel &model, int group)
{
    return model.index(group, 0, {}).data().toString();
}

} // namespace dare
